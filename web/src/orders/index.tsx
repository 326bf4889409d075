/**
 * Pages of orders: /order (the cards), /order/check/:id (situations), /order/can-i, /order/can-i/:id, /order/questions,
 * and, open while locked, /question and /question/sent/:id.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { AnswerPage } from "./answer.tsx";
import { CanI } from "./can-i.tsx";
import { MyOrder } from "./order.tsx";
import { AskQuestion, Questions, Sent } from "./question.tsx";
import { TeachBack } from "./teach.tsx";
import "./orders.css";

export default function OrderRoutes(): JSX.Element {
  const { path } = useLocation();
  const [, first, second, third] = path.split("/");
  if (first === "question") return second === "sent" && third ? <Sent key={third} id={third} /> : <AskQuestion />;
  if (second === "check" && third) return <TeachBack key={third} orderId={third} />;
  if (second === "can-i") return third ? <AnswerPage key={third} id={third} /> : <CanI />;
  if (second === "questions") return <Questions />;
  return <MyOrder />;
}
