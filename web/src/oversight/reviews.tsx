/** Reviews: what needs reading, by when, and who has it. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { EmptyState } from "../ui/banner.tsx";
import { Table } from "../ui/table.tsx";
import { useLoad } from "../staff/load.ts";
import { StaffPage, Views } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { ReviewItem } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, Moment } from "../staff/when.ts";
import { draftOf } from "./drafts.ts";

const w = words.oversight.reviews;
const VIEWS = ["open", "mine", "closed"] as const;

/** `person` shows one participant's reviews alone, as when opened from their page. */
export function ReviewsPage({ view: asked, person }: { view: string | undefined; person: string | undefined }): JSX.Element {
  const view = VIEWS.find((one) => one === asked) ?? "open";
  const { me, count } = useSession();
  const loads = useLoad<{ as_of: string; items: ReviewItem[] }>(`/api/reviews?view=${view}`);
  const all = loads.data?.items ?? [];
  const items = person ? all.filter((item) => item.participant_id === person) : all;
  useEffect(() => {
    if (loads.data && view === "open") count("reviews", all.length);
  }, [loads.data]);
  const none = { open: [w.none_open, w.none_open_about], mine: [w.none_mine, w.none_mine_about], closed: [w.none_closed, w.none_closed_about] }[view];
  const name = person && items[0] ? items[0].name : null;
  const keep = person ? `&person=${person}` : "";
  return (
    <StaffPage
      title={name ? w.of(name) : w.title}
      up={person ? { href: `/participants/${person}`, text: name ?? words.oversight.participant.back } : undefined}
      sub={loads.data && loads.from ? w.sub(items.length, clock(loads.failed ? loads.from : loads.data.as_of)) : null}
      loads={loads}
    >
      <Views label={w.views} now={view} views={VIEWS.map((key) => ({ key, text: w[key], href: `/reviews?view=${key}${keep}` }))} />
      {items.length === 0 ? (
        <EmptyState title={none[0]!}>{none[1]}</EmptyState>
      ) : (
        <Table
          caption={w.title}
          rows={items}
          rowKey={(row) => row.id}
          columns={[
            {
              key: "what",
              head: w.what,
              cell: (row) => (
                <>
                  <a class="strong" href={`/reviews/${row.id}`}>
                    {row.title}
                  </a>
                  {draftOf(row.id, me.user.id) && <span class="small-pill unread">{w.draft}</span>}
                </>
              ),
            },
            { key: "person", head: w.person, cell: (row) => <a href={`/participants/${row.participant_id}`}>{row.name}</a> },
            { key: "received", head: w.received, cell: (row) => Moment(row.received_at) },
            {
              key: "due",
              head: w.due,
              cell: (row) =>
                row.state === "closed" ? "" : row.overdue ? <span class="late">{`${Moment(row.due_at)}. ${w.late}`}</span> : Moment(row.due_at),
            },
            { key: "held", head: w.held, cell: (row) => heldWords(row, me.user.id) },
          ]}
        />
      )}
    </StaffPage>
  );
}

function heldWords(row: ReviewItem, user: string): string {
  if (row.state === "closed") return w.closed_state;
  const holder = holderOf(row, user);
  if (!holder || !row.held_until) return w.free;
  return holder.me ? w.held_you(clock(row.held_until)) : w.held_by(holder.name, clock(row.held_until));
}

/** Who holds a review now, and whether that is the reader. */
export function holderOf(row: ReviewItem, user: string): { name: string; me: boolean } | null {
  if (!row.held_by || !row.held_until || new Date(row.held_until) <= new Date()) return null;
  return { name: row.held_by.first_name, me: row.held_by.id === user };
}
