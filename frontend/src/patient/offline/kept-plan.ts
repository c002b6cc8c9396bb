import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { SessionAnswer, Today } from "../api/types";
import { tokenDigest } from "../home/link-token";
import { planOn } from "./plan-on";

const DATABASE = "plumbline-plan";
const VERSION = 1;
const THE_ONE = "plan";
/** The server's mark of a link: the first digits of its token's SHA-256. */
const MARK_LENGTH = 16;
/** How long what the server last said may stand in for it. */
const LONGEST_MS = 24 * 3_600_000;

interface Row {
  readonly today: Today;
  readonly linkMark: string;
  /** When the server said so. */
  readonly saidAtMs: number;
}

interface Schema extends DBSchema {
  plan: { key: string; value: Row };
}

/**
 * Today's routine as the server last told it, so that the patient can go on while it cannot be
 * reached. One patient's, for a day; every "no" of the server deletes it (ADR 13).
 */
export class KeptPlan {
  readonly #name: string;
  readonly #now: () => Date;

  constructor(name = DATABASE, now = () => new Date()) {
    this.#name = name;
    this.#now = now;
  }

  /**
   * Keeps what the server says of an open session with consent; anything else ends what was kept.
   *
   * @param token of a link that waits for its date of birth in this tab, or `null`.
   */
  async heard(answer: SessionAnswer, token: string | null): Promise<void> {
    if (answer.state !== "open" || answer.consent.care !== true) return this.forget();
    const { link_mark: linkMark, state: _, ...today } = answer;
    if (!(await isTheirs(linkMark, token))) return this.forget();
    const row: Row = { today, linkMark, saidAtMs: this.#now().getTime() };
    await this.#with((store) => store.put("plan", row, THE_ONE));
  }

  /**
   * The routine for now, or `null`. Another link than the one it was opened with means that somebody
   * else may hold the device: what was kept is deleted.
   */
  async read(token: string | null): Promise<Today | null> {
    const row = await this.#with((store) => store.get("plan", THE_ONE));
    if (row === undefined) return null;
    const age = this.#now().getTime() - row.saidAtMs;
    if (age < 0 || age > LONGEST_MS || !(await isTheirs(row.linkMark, token))) {
      await this.forget();
      return null;
    }
    return planOn(row.today, this.#now());
  }

  async forget(): Promise<void> {
    await this.#with((store) => store.delete("plan", THE_ONE));
  }

  /** A browser that forbids storage keeps nothing, and there is nothing to read or to forget. */
  async #with<Answer>(work: (store: Store) => Promise<Answer>): Promise<Answer | undefined> {
    const store = await open(this.#name).catch(() => null);
    try {
      return store === null ? undefined : await work(store);
    } finally {
      store?.close();
    }
  }
}

type Store = IDBPDatabase<Schema>;

/** Whether the session belongs to the link that this tab was opened with, if it was with any. */
async function isTheirs(linkMark: string, token: string | null): Promise<boolean> {
  return token === null || (await tokenDigest(token)).slice(0, MARK_LENGTH) === linkMark;
}

function open(name: string): Promise<Store> {
  return openDB<Schema>(name, VERSION, {
    upgrade: (fresh) => void fresh.createObjectStore("plan"),
  });
}
