import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileServer } from "../../../tests/file-server";
import { item, PRESCRIPTION, today } from "../../../tests/plan";
import { ApiProblem, OfflineError, PatientApi } from "../api/client";
import type { SessionAnswer, Today } from "../api/types";
import { tokenDigest } from "../home/link-token";
import { askToday } from "./ask-today";
import { KeptPlan } from "./kept-plan";

const HOUR_MS = 3_600_000;
const TODAY: Today = {
  ...today([item({ sets_done: 1 })]),
  prescription: { ...PRESCRIPTION, starts_on: "2026-11-01", ends_on: "2026-11-23" },
};
const TOKEN = "rosa's token";

let names = 0;
let now: Date;
let plan: KeptPlan;

beforeEach(() => {
  names += 1;
  now = new Date(2026, 10, 23, 9);
  plan = new KeptPlan(`plan-${names}`, () => now);
});

async function answerOf(today: Today = TODAY): Promise<SessionAnswer> {
  return { state: "open", link_mark: (await tokenDigest(TOKEN)).slice(0, 16), ...today };
}

function laterBy(hours: number): void {
  now = new Date(now.getTime() + hours * HOUR_MS);
}

describe("what the device keeps of today", () => {
  test("is what the server said, for the link and for no link at all", async () => {
    await plan.heard(await answerOf(), null);
    laterBy(10);
    expect(await plan.read(null)).toEqual(TODAY);
    expect(await plan.read(TOKEN)).toEqual(TODAY);
  });

  test("is not shown to whoever opens another link, and does not come back after it", async () => {
    await plan.heard(await answerOf(), null);
    expect(await plan.read("somebody else's token")).toBeNull();
    expect(await plan.read(TOKEN)).toBeNull();
  });

  test("goes when another link is opened while the session is still open", async () => {
    await plan.heard(await answerOf(), null);
    await plan.heard(await answerOf(), "somebody else's token");
    expect(await plan.read(null)).toBeNull();
  });

  test("is gone after a day without the server", async () => {
    await plan.heard(await answerOf({ ...TODAY, prescription: null }), null);
    laterBy(24);
    expect(await plan.read(null)).not.toBeNull();
    laterBy(0.01);
    expect(await plan.read(null)).toBeNull();
    laterBy(-1);
    expect(await plan.read(null)).toBeNull();
  });

  test("does not outlive a clock that is set back", async () => {
    await plan.heard(await answerOf(), null);
    laterBy(-1);
    expect(await plan.read(null)).toBeNull();
  });

  test.each([
    ["consent was withdrawn", { ...TODAY.consent, care: false }],
    ["the consent's text is a new one", { ...TODAY.consent, care: null }],
  ])("goes when %s", async (_, consent) => {
    await plan.heard(await answerOf(), null);
    await plan.heard(await answerOf({ ...TODAY, consent }), null);
    expect(await plan.read(null)).toBeNull();
  });

  test("goes when the session has ended", async () => {
    await plan.heard(await answerOf(), null);
    await plan.heard({ state: "signed_out" }, null);
    expect(await plan.read(null)).toBeNull();
  });

  test("has nothing done on the next day", async () => {
    const prescription = TODAY.prescription && { ...TODAY.prescription, ends_on: "2026-11-24" };
    await plan.heard(await answerOf({ ...TODAY, prescription }), null);
    laterBy(20);
    const tomorrow = await plan.read(null);
    expect(tomorrow?.today).toBe("2026-11-24");
    expect(tomorrow?.items.map((item) => item.sets_done)).toEqual([0]);
  });

  test("is not shown once its prescription has ended", async () => {
    await plan.heard(await answerOf(), null);
    laterBy(20);
    expect(await plan.read(null)).toBeNull();
  });

  test("ends with the patient's leaving", async () => {
    await plan.heard(await answerOf(), null);
    await plan.forget();
    expect(await plan.read(null)).toBeNull();
  });
});

describe("asking for today", () => {
  let server: FileServer;
  let api: PatientApi;
  const path = "/api/v1/patient/session";

  beforeEach(async () => {
    server = await new FileServer().start();
    api = new PatientApi(`${server.origin}/api/v1/`);
    server.texts.set(path, JSON.stringify(await answerOf()));
  });
  afterEach(() => server.stop());

  test("the server's word counts while it can be reached", async () => {
    expect(await askToday(api, plan, null)).toMatchObject({ reached: true });
    server.texts.set(path, JSON.stringify({ state: "signed_out" }));
    expect(await askToday(api, plan, null)).toEqual({
      reached: true,
      answer: { state: "signed_out" },
    });
    await server.stop();
    await expect(askToday(api, plan, null)).rejects.toThrow(OfflineError);
  });

  test("without a server the device knows, and says that it is the device", async () => {
    await askToday(api, plan, null);
    await server.stop();
    expect(await askToday(api, plan, TOKEN)).toEqual({ reached: false, today: TODAY });
  });

  test("a proxy without its server is no server", async () => {
    await askToday(api, plan, null);
    server.statuses.set(path, 502);
    expect(await askToday(api, plan, null)).toMatchObject({ reached: false });
  });

  test("an answer that breaks off is none", async () => {
    await askToday(api, plan, null);
    server.broken.add(path);
    expect(await askToday(api, plan, null)).toMatchObject({ reached: false });
  });

  test("a server that says no is not overruled", async () => {
    await askToday(api, plan, null);
    server.statuses.set(path, 429);
    await expect(askToday(api, plan, null)).rejects.toThrow(ApiProblem);
  });
});
