import { describe, expect, test } from "vitest";
import { ApiProblem, OfflineError } from "../api/client";
import type { Today } from "../api/types";
import { firstState, stateAfterError } from "./home-state";
import { tokenInFragment } from "./link-token";

const today = (care: boolean | null): Today => ({
  patient: { given_name: "Rosa", is_synthetic: true },
  clinic: { name: "Clinic", phone: "1" },
  consent: { text_version: "2", care, research: null },
  today: "2026-11-23",
  prescription: null,
  items: [],
});
const open = (care: boolean | null) => ({
  state: "open" as const,
  link_mark: "0123456789abcdef",
  ...today(care),
});
const problem = (status: number, code: string) =>
  new ApiProblem(status, code, "", 3, { name: "Clinic", phone: "1" });

describe("the first page", () => {
  test("without a session a link asks for the birth date", () => {
    expect(firstState({ state: "signed_out" }, "token", false)).toEqual({
      screen: "birth-date",
      token: "token",
      wrong: null,
    });
  });

  test("without a session and without a link there is nothing to open", () => {
    expect(firstState({ state: "signed_out" }, null, true)).toMatchObject({
      screen: "link-problem",
      problem: { code: "noLink" },
    });
  });

  test("an open session shows today, after consent", () => {
    expect(firstState(open(true), null, true).screen).toBe("today");
    expect(firstState(open(null), null, true).screen).toBe("consent");
    expect(firstState(open(false), null, true).screen).toBe("consent");
  });

  test("another link on a shared device asks who is there, session or not", () => {
    expect(firstState(open(true), "token of somebody else", false).screen).toBe("birth-date");
  });
});

describe("what a refusal leads to", () => {
  test("a wrong date stays at the question and says how many attempts are left", () => {
    expect(stateAfterError(problem(401, "wrong_birth_date"), "token")).toEqual({
      screen: "birth-date",
      token: "token",
      wrong: { attemptsLeft: 3 },
    });
  });

  test.each(["unknown_link", "link_expired", "link_revoked", "link_locked"])(
    "%s says whom to call",
    (code) => {
      expect(stateAfterError(problem(410, code), "token")).toMatchObject({
        problem: { code, clinic: { phone: "1" } },
      });
    },
  );

  test("no connection and a failing server can be tried again", () => {
    expect(stateAfterError(new OfflineError(), "t")).toMatchObject({
      problem: { code: "offline" },
    });
    expect(stateAfterError(problem(503, "unavailable"), "t")).toMatchObject({
      problem: { code: "server" },
    });
  });

  test("a session that ended asks for the link again", () => {
    expect(stateAfterError(problem(403, "not_authenticated"), null)).toMatchObject({
      problem: { code: "noLink" },
    });
  });

  test("what nobody foresaw is not swallowed", () => {
    expect(() => stateAfterError(new TypeError("a bug"), "t")).toThrow("a bug");
  });
});

test("the token is what follows the hash", () => {
  expect(tokenInFragment("#abc-123")).toBe("abc-123");
  expect(tokenInFragment("#")).toBeNull();
  expect(tokenInFragment("")).toBeNull();
});
