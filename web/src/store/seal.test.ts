import assert from "node:assert/strict";
import { test } from "node:test";
import { entryInfo, fromBase64url, loadPrivate, makePair, open, seal, toBase64url, type Envelope } from "./seal.ts";

const envelope: Envelope = {
  id: "11111111-1111-4111-8111-111111111111",
  kind: "trigger",
  schema: 1,
  device_seq: 7,
  made_at: "2026-11-23T00:53:10+00:00",
  key_id: "k1",
  participant_id: "22222222-2222-4222-8222-222222222222",
  device_id: "33333333-3333-4333-8333-333333333333",
};

test("the info string is the protocol's, byte for byte", () => {
  assert.equal(
    entryInfo(envelope),
    "foothold/entry/1|22222222-2222-4222-8222-222222222222|33333333-3333-4333-8333-333333333333|" +
      "11111111-1111-4111-8111-111111111111|trigger|1|7|2026-11-23T00:53:10+00:00|k1",
  );
});

test("what is sealed opens with the other half, and nowhere else", async () => {
  const { publicKey, privateKey } = await makePair();
  const body = { text: "Überlegung, £5 and 😀", intensity: 8 };
  const sealed = await seal(publicKey, entryInfo(envelope), body);
  assert.match(sealed, /^[A-Za-z0-9_-]+$/);
  assert.equal(fromBase64url(sealed)[0], 4, "starts with an uncompressed point");
  assert.equal(fromBase64url(publicKey).length, 65);
  const key = await loadPrivate(privateKey);
  assert.deepEqual(await open(key, entryInfo(envelope), sealed), body);
  for (const [field, other] of Object.entries({
    id: "x",
    kind: "urge",
    schema: 2,
    device_seq: 8,
    made_at: "2026",
    key_id: "k2",
    participant_id: "p",
    device_id: "d",
  })) {
    await assert.rejects(open(key, entryInfo({ ...envelope, [field]: other }), sealed), field);
  }
  const stranger = await loadPrivate((await makePair()).privateKey);
  await assert.rejects(open(stranger, entryInfo(envelope), sealed));
});

test("sealing twice gives different bytes", async () => {
  const { publicKey } = await makePair();
  assert.notEqual(await seal(publicKey, "i", {}), await seal(publicKey, "i", {}));
});

test("base64url survives every byte", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual([...fromBase64url(toBase64url(bytes))], [...bytes]);
});
