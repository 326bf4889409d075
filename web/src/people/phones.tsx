/** My phones: where Foothold is set up, taking it off one of them, and whether this one will keep what is written on it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { del, get, Problem } from "../api/client.ts";
import type { PhoneDevice } from "../api/types.ts";
import { askToKeep, refreshDevice } from "../store/index.ts";
import { p } from "../text/pages.ts";
import { fullDate } from "../text/when.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { NotShown } from "./not-shown.tsx";
import { useUnsent } from "./this-phone.ts";

export function Phones(): JSX.Element {
  const [phones, setPhones] = useState<PhoneDevice[] | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [notOff, setNotOff] = useState(false);
  const [removing, setRemoving] = useState<PhoneDevice | null>(null);
  const load = (): Promise<void> =>
    get<{ items: PhoneDevice[] }>("/api/me/devices").then((answer) => {
      setPhones(answer.items);
      setFailed(null);
    }, setFailed);
  useEffect(() => void load(), []);
  const remove = async (phone: PhoneDevice): Promise<void> => {
    setRemoving(null);
    setNotOff(false);
    try {
      await del(`/api/me/devices/${phone.id}`);
      if (phone.this) await refreshDevice();
      else await load();
    } catch (error) {
      if (error instanceof Problem && error.status === 401) setFailed(error);
      else setNotOff(true);
    }
  };
  return (
    <Page title={p.phones.title} back="/more">
      {failed !== null && <NotShown error={failed} offline={p.phones.offline} onAgain={load} />}
      {notOff && <Banner tone="needs" word={p.phones.notOff} />}
      {phones?.map((phone) => (
        <Card key={phone.id}>
          <h2>{phone.name}</h2>
          {phone.this && <p>{p.phones.this}</p>}
          {phone.last_seen_on && <p class="second">{p.phones.seen(fullDate(phone.last_seen_on))}</p>}
          {phone.revoked ? (
            <p>{p.phones.ended}</p>
          ) : (
            <Button kind="second" label={`${p.phones.remove}, ${phone.name}`} onClick={() => setRemoving(phone)}>
              {p.phones.remove}
            </Button>
          )}
        </Card>
      ))}
      <Keeping />
      {removing && (
        <Sheet title={p.phones.removeTitle} onClose={() => setRemoving(null)}>
          <p>
            <strong>{removing.name}.</strong> {p.phones.removeHelp}
          </p>
          {!removing.this && <p class="second">{p.phones.stolen}</p>}
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

/** Whether the browser promised to keep this phone's storage, and what would be lost with it. */
function Keeping(): JSX.Element {
  const unsent = useUnsent();
  const [kept, setKept] = useState<boolean | null>(null);
  useEffect(() => {
    void navigator.storage?.persisted?.().then(setKept, () => undefined);
  }, []);
  return (
    <Card>
      <h2>{p.phones.keeping}</h2>
      {kept !== null && <p>{kept ? p.phones.kept : p.phones.notKept}</p>}
      <p class="second">{unsent > 0 ? p.phones.waiting(unsent) : p.phones.allSent}</p>
      {kept === false && (
        <Button kind="second" onClick={() => void askToKeep().then((now) => setKept(now ?? false))}>
          {p.phones.askKeep}
        </Button>
      )}
    </Card>
  );
}
