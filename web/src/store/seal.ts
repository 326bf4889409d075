/**
 * Sealing what the participant writes, before it touches the phone's storage.
 *
 * HPKE base mode (RFC 9180) with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. The `info`
 * string binds an entry to whom it belongs, so that a sealed body moved to another envelope cannot
 * be opened. Sealed text is base64url without padding of enc (65 bytes) followed by the ciphertext.
 */
import type { CipherSuite } from "@hpke/core";

/** Length in bytes of the encapsulated key at the front of a sealed body: one raw P-256 point. */
const ENC_BYTES = 65;

export type Bytes = Uint8Array<ArrayBuffer>;

/** What the envelope says in clear; every field of it is bound by `info`. */
export type Envelope = {
  id: string;
  kind: string;
  schema: number;
  device_seq: number;
  /** RFC 3339 with the device's own offset. */
  made_at: string;
  key_id: string;
  participant_id: string;
  device_id: string;
};

let library: Promise<typeof import("@hpke/core")> | null = null;

/** Fetch the sealing code. It is not part of the first load; call this soon after it, so that writing never waits for signal. */
export async function prepare(): Promise<void> {
  library ??= import("@hpke/core");
  try {
    await library;
  } catch (error) {
    library = null;
    throw error;
  }
}

async function suite(): Promise<CipherSuite> {
  await prepare();
  const { Aes256Gcm, CipherSuite: Suite, DhkemP256HkdfSha256, HkdfSha256 } = await library!;
  return new Suite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}

export function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Accepts base64url with or without padding. Throws on anything else. */
export function fromBase64url(text: string): Bytes {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", ""));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The info string of an entry. Server and phone must build the same bytes; changing it changes the protocol. */
export function entryInfo(e: Envelope): string {
  return `foothold/entry/1|${e.participant_id}|${e.device_id}|${e.id}|${e.kind}|${e.schema}|${e.device_seq}|${e.made_at}|${e.key_id}`;
}

/** The info string of the phone's own copy of a draft. */
export function draftInfo(e: Pick<Envelope, "participant_id" | "device_id" | "id">): string {
  return `foothold/draft/1|${e.participant_id}|${e.device_id}|${e.id}`;
}

/** Seal `body` as JSON to a raw uncompressed P-256 public key (base64url, 65 bytes). */
export async function seal(publicKey: string, info: string, body: unknown): Promise<string> {
  const hpke = await suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(fromBase64url(publicKey));
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: utf8(info) });
  const ciphertext = new Uint8Array(await sender.seal(utf8(JSON.stringify(body))));
  const sealed = new Uint8Array(ENC_BYTES + ciphertext.length);
  sealed.set(new Uint8Array(sender.enc), 0);
  sealed.set(ciphertext, ENC_BYTES);
  return toBase64url(sealed);
}

/** Open what `seal` made. Throws if the key or any part of `info` differs. */
export async function open(privateKey: CryptoKey, info: string, sealed: string): Promise<unknown> {
  const bytes = fromBase64url(sealed);
  const hpke = await suite();
  const recipient = await hpke.createRecipientContext({
    recipientKey: privateKey,
    enc: bytes.slice(0, ENC_BYTES),
    info: utf8(info),
  });
  return JSON.parse(new TextDecoder().decode(await recipient.open(bytes.slice(ENC_BYTES))));
}

/** A new P-256 pair: raw public point and raw private scalar, both base64url. */
export async function makePair(): Promise<{ publicKey: string; privateKey: string }> {
  const { kem } = await suite();
  const pair = await kem.generateKeyPair();
  return {
    publicKey: toBase64url(new Uint8Array(await kem.serializePublicKey(pair.publicKey))),
    privateKey: toBase64url(new Uint8Array(await kem.serializePrivateKey(pair.privateKey))),
  };
}

/** The private half of `makePair`, as a key that `open` takes. */
export async function loadPrivate(privateKey: string): Promise<CryptoKey> {
  return (await (await suite()).kem.deserializePrivateKey(fromBase64url(privateKey))) as CryptoKey;
}
