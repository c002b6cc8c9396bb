import "./patient.css";
import { render, type VNode } from "preact";
import { type Addresses, addressesOf, PatientApi } from "./api/client";
import { registerOffline } from "./offline/register";
import { startTexts } from "./text/i18n";

/** Draws a patient's page into `#app`, with the addresses and the language of its template. */
export function startPage(page: (api: PatientApi, addresses: Addresses) => VNode): void {
  const app = document.getElementById("app");
  if (app === null) throw new Error("the page has no #app");
  const addresses = addressesOf(app.dataset);
  startTexts(app.dataset.language ?? "en");
  document.documentElement.dataset.density = "patient";
  registerOffline(addresses);
  render(page(new PatientApi(addresses.api), addresses), app);
}
