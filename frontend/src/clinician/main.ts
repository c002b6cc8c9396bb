import "../design/components.css";
import "./clinician.css";
import { mountListKeys } from "./list-keys";
import { mountTrend } from "./trend-chart";

for (const figure of document.querySelectorAll<HTMLElement>("[data-trend]")) mountTrend(figure);
for (const list of document.querySelectorAll<HTMLElement>("[data-list]")) mountListKeys(list);
// A choice in the filters takes effect at once; without this script its button does it.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-instant]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
