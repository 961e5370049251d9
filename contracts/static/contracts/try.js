"use strict";

// Runs an operation with the session of whoever reads the page, and shows the answer digit by digit.
const form = document.querySelector("form.try");
const status = form.querySelector("[role=status]");
const shown = form.querySelector("pre");

form.addEventListener("submit", async event => {
  event.preventDefault();
  const text = form.querySelector("textarea").value.trim() || "{}";
  const reads = form.dataset.method === "GET";
  const address = reads
    ? `${form.dataset.address}?${new URLSearchParams({ input: text })}`
    : form.dataset.address;
  status.textContent = "Running …";
  try {
    const response = await fetch(address, {
      method: form.dataset.method,
      headers: reads ? {} : {
        "Content-Type": "application/json",
        "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: reads ? undefined : text,
      cache: "no-store",
    });
    status.textContent = `${response.status} ${response.statusText}`;
    shown.hidden = false;
    shown.firstElementChild.textContent = indented(await response.text());
  } catch (error) {
    status.textContent = `No answer: ${error.message}`;
  }
});

// JSON.parse would round long amounts, so the text is laid out without being read.
function indented(json) {
  let depth = 0;
  return json.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, part => {
    if (part === ":") return ": ";
    if (part === ",") return `,\n${"  ".repeat(depth)}`;
    if (part === "{" || part === "[") return `${part}\n${"  ".repeat(++depth)}`;
    if (part === "}" || part === "]") return `\n${"  ".repeat(--depth)}${part}`;
    return part;
  });
}
