// Choosing a routine fills the rows with its doses: the page is opened anew with the routine in
// its address, and the server fills them.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const routine = document.getElementById("id_routine_version");
  const patient = document.getElementById("id_patient");
  if (routine === null || patient === null || !document.getElementById("prescription_form")) return;
  routine.addEventListener("change", () => {
    const address = new URL(window.location.href);
    address.search = "";
    if (patient.value) address.searchParams.set("patient", patient.value);
    if (routine.value) address.searchParams.set("routine", routine.value);
    window.location.assign(address);
  });
});
