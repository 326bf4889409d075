/**
 * Table (staff): hairlines, rows of at least 46, stacked below 960 px with each cell's heading before it.
 * Props: caption (read aloud, hidden unless showCaption), columns [{key, head, cell(row), numeric?}], rows, rowKey(row), selected? (key),
 * onRow?(row) (draws the first cell as a button), replaced?(row) -> words or null ("Replaced by version 2": the row is struck through and says it).
 */
import type { ComponentChildren, JSX } from "preact";
import "./staff.css";

export interface Column<R> {
  key: string;
  head: string;
  cell: (row: R) => ComponentChildren;
  numeric?: boolean;
}

export interface TableProps<R> {
  caption: string;
  showCaption?: boolean;
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  selected?: string | null;
  onRow?: (row: R) => void;
  replaced?: (row: R) => string | null;
}

export function Table<R>(props: TableProps<R>): JSX.Element {
  const { caption, showCaption, columns, rows, rowKey, selected, onRow, replaced } = props;
  return (
    <table class="table">
      <caption class={showCaption ? "" : "hear"}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" class={column.numeric ? "numeric" : ""}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = rowKey(row);
          const old = replaced?.(row) ?? null;
          const classes = [selected === key && "selected", old && "replaced"].filter(Boolean).join(" ");
          return (
            <tr key={key} class={classes} aria-current={selected === key ? "true" : undefined}>
              {columns.map((column, index) => (
                <td key={column.key} data-head={column.head} class={column.numeric ? "numeric" : ""}>
                  {index === 0 && onRow ? (
                    <button type="button" class="link bare" onClick={() => onRow(row)}>
                      {column.cell(row)}
                    </button>
                  ) : (
                    <span class="cell">{column.cell(row)}</span>
                  )}
                  {index === 0 && old && <span class="replaced-by">{old}</span>}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
