import { expect, test } from "vitest";
import { mayTakeOver } from "./take-over";

const EXERCISE = "https://clinic.example/patient/exercise/";
const open = (...paths: string[]) =>
  paths.map((path) => ({ url: `https://clinic.example${path}` }));

test("a new version begins at the list of today, not while an exercise is open anywhere", () => {
  expect(mayTakeOver(open("/patient/", "/clinic/"), EXERCISE)).toBe(true);
  expect(mayTakeOver(open("/patient/", "/patient/exercise/"), EXERCISE)).toBe(false);
});
