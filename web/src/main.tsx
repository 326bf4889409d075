import { render } from "preact";

render(<h1>Foothold</h1>, document.getElementById("app")!);
