// Unfold draws the charts of a page once it is loaded, all of them; this draws those that come later.
// What comes before that is left to it, and what was drawn is drawn anew: a canvas takes one chart.
let drawn = false;
window.addEventListener("load", () => {
  drawn = true;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!drawn || !event.target.querySelector(".chart")) {
    return;
  }
  document.querySelectorAll(".chart").forEach((canvas) => Chart.getChart(canvas)?.destroy());
  renderCharts();
});
