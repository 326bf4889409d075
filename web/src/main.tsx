import { render } from "preact";
import { watchForLock } from "./lock.ts";
import { App, isStaffPath, markReady } from "./shell.tsx";
import { start } from "./store/index.ts";
import { showLook } from "./theme.ts";
import { keepInstallOffer } from "./people/install.ts";
import { registerWorker } from "./worker.ts";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/buttons.css";
import "./ui/page.css";
import "./ui/cards.css";
import "./ui/states.css";
import "./ui/fields.css";
import "./ui/dock.css";
import "./ui/rail.css";
import "./ui/sheet.css";
import "./ui/today.css";
import "./ui/print.css";

showLook();
keepInstallOffer();
watchForLock(() => isStaffPath(location.pathname));
// Drawn first and told later: the page of people to call must not wait for storage.
const root = document.getElementById("app");
if (root) render(<App />, root);
void start().catch(() => undefined).then(markReady);
void registerWorker();
