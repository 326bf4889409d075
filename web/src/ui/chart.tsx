/**
 * Bars: one series of whole numbers as columns, y from 0, gaps striped (null is a gap, never a zero), and the same numbers as a table.
 * Props: title (the fact, plainly), sentence (what is seen, no verdict), bars [{label, value | null, said?}], every? (label each nth bar), max?, words "list" (phone) | "table" (staff).
 * Points: the same with a line that breaks at gaps.
 */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../text/index.ts";
import "./staff.css";

export interface Bar {
  label: string;
  value: number | null;
  said?: string;
  /** Drawn under the axis in the label's place. */
  short?: string;
}

export interface ChartProps {
  title: string;
  sentence: string;
  bars: readonly Bar[];
  every?: number;
  max?: number;
  words?: "list" | "table";
  /** What a gap is called in the list. */
  gap?: string;
}

/** Drawn for a laptop, and for a phone, where the same figures must still be read. */
const WIDE = 600;
const NARROW = 320;
const HEIGHT = 132;
const LEFT = 26;
const FLOOR = 108;
const TOP = 10;

export function Bars(props: ChartProps): JSX.Element {
  return <Chart {...props} shape="bars" />;
}

export function Points(props: ChartProps): JSX.Element {
  return <Chart {...props} shape="points" />;
}

function Chart({ title, sentence, bars, every = 1, max, words = "table", gap = t.chart.gap, shape }: ChartProps & { shape: "bars" | "points" }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const width = words === "list" ? NARROW : WIDE;
  const top = Math.max(1, max ?? 0, ...bars.map((bar) => bar.value ?? 0));
  const slot = (width - LEFT) / Math.max(1, bars.length);
  const x = (index: number): number => LEFT + slot * index + slot / 2;
  const y = (value: number): number => FLOOR - ((FLOOR - TOP) * value) / top;
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
      </figcaption>
      <div class={asTable ? "" : "hear"}>
        <table class="chart-table">
          <caption class="hear">{title}</caption>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                <td>{bar.value === null ? gap : (bar.said ?? bar.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!asTable && (
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true" focusable="false">
          <defs>
            <pattern id={`${id}-gap`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line x1="0" y1="0" x2="0" y2="6" class="stripe" />
            </pattern>
          </defs>
          {[0, top].map((value) => (
            <g key={value}>
              <line x1={LEFT} x2={width} y1={y(value)} y2={y(value)} class="axis" />
              <text x={LEFT - 8} y={y(value) + 4} class="tick-text end">
                {value}
              </text>
            </g>
          ))}
          {bars.map((bar, i) => (
            <g key={bar.label}>
              {bar.value === null && <rect x={x(i) - slot / 2} y={TOP} width={slot} height={FLOOR - TOP} fill={`url(#${id}-gap)`} />}
              {bar.value !== null && shape === "bars" && bar.value > 0 && (
                <rect x={x(i) - slot * 0.36} y={y(bar.value)} width={slot * 0.72} height={FLOOR - y(bar.value)} class="bar" rx="2" />
              )}
              {i % every === 0 && (
                <text x={x(i)} y={HEIGHT - 6} class="tick-text">
                  {bar.short ?? bar.label}
                </text>
              )}
            </g>
          ))}
          {shape === "points" && runs(bars).map((run) => <polyline key={run[0]} class="trace" points={run.map((i) => `${x(i)},${y(bars[i]?.value ?? 0)}`).join(" ")} />)}
          {shape === "points" && bars.map((bar, i) => (bar.value === null ? null : <circle key={bar.label} class="dot" cx={x(i)} cy={y(bar.value)} r="4" />))}
        </svg>
      )}
      <p class="chart-foot">
        <span>{sentence}</span>
        <button type="button" class="link bare" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
          {asTable ? t.chart.asChart : words === "list" ? t.chart.asList : t.chart.asTable}
        </button>
      </p>
    </figure>
  );
}

/** Stretches of bars with a value, so that the line breaks at a gap. */
function runs(bars: readonly Bar[]): number[][] {
  const found: number[][] = [];
  bars.forEach((bar, i) => {
    if (bar.value === null) return;
    const last = found.at(-1);
    if (last && last.at(-1) === i - 1) last.push(i);
    else found.push([i]);
  });
  return found;
}
