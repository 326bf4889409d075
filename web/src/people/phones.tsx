/** My phones: where Foothold is set up, and taking it off one of them. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { del, get } from "../api/client.ts";
import type { PhoneDevice } from "../api/types.ts";
import { refreshDevice } from "../store/index.ts";
import { p } from "../text/pages.ts";
import { fullDate } from "../text/when.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";

export function Phones(): JSX.Element {
  const [phones, setPhones] = useState<PhoneDevice[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [removing, setRemoving] = useState<PhoneDevice | null>(null);
  const load = (): void => {
    get<{ items: PhoneDevice[] }>("/api/me/devices").then(
      (answer) => setPhones(answer.items),
      () => setFailed(true),
    );
  };
  useEffect(load, []);
  const remove = async (phone: PhoneDevice): Promise<void> => {
    setRemoving(null);
    try {
      await del(`/api/me/devices/${phone.id}`);
      if (phone.this) await refreshDevice();
      else load();
    } catch {
      setFailed(true);
    }
  };
  return (
    <Page title={p.phones.title} back="/more">
      {failed && <Banner tone="needs" word={p.phones.offline} />}
      {phones?.map((phone) => (
        <Card key={phone.id}>
          <h2>{phone.this ? p.phones.this : p.phones.other}</h2>
          <p class="second">{[p.phones.since(fullDate(phone.enrolled_on)), phone.last_seen_on && p.phones.seen(fullDate(phone.last_seen_on))].filter(Boolean).join(". ")}</p>
          {phone.revoked ? (
            <p>{p.phones.ended}</p>
          ) : (
            <Button kind="second" onClick={() => setRemoving(phone)}>
              {p.phones.remove}
            </Button>
          )}
        </Card>
      ))}
      {removing && (
        <Sheet title={p.phones.removeTitle} onClose={() => setRemoving(null)}>
          <p>{p.phones.removeHelp}</p>
          <div class="sheet-buttons">
            <Button onClick={() => void remove(removing)}>{p.phones.remove}</Button>
            <Button kind="second" onClick={() => setRemoving(null)}>
              {p.phones.keep}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}
