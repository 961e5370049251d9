// Unfold draws the charts of a page once it is loaded; this draws those that come later.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.querySelector(".chart")) {
    renderCharts();
  }
});
