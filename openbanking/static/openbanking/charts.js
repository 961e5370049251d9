// Draws each <canvas data-chart="id"> from the JSON in the script element of that id:
//   {"labels": ["1 Nov 2026", …], "series": [{"name": "EUR", "points": [1.5, null, …], "texts": ["1.50 EUR", "", …]}, …]}
// A point that is null is a gap. Texts are what is shown of a point, with every digit; points only place it.
(() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const isPrivate = () => root.classList.contains("private");

  const dataset = (series, index, alone) => ({
    label: series.name,
    data: series.points,
    borderColor: colour(`--series-${(index % 6) + 1}`),
    backgroundColor: alone ? colour("--series-fill") : "transparent",
    fill: alone ? "origin" : false,
    borderWidth: 2,
    // A point with a gap on either side would not be seen as a line.
    pointRadius: ({ dataIndex: at }) => (series.points[at] != null && series.points[at - 1] == null && series.points[at + 1] == null ? 2 : 0),
    pointHoverRadius: 4,
    stepped: series.stepped ? "before" : false,
    tension: 0,
    spanGaps: false,
  });

  // As many decimals as neighbouring ticks need to differ: 1.205m and 1.21m, not 1.2m twice.
  const short = (value, ticks) => {
    const step = ticks.length > 1 ? Math.abs(ticks[1].value - ticks[0].value) : Math.abs(value) || 1;
    const unit = 1000 ** Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1) / 3));
    const decimals = Math.min(6, Math.max(0, Math.ceil(Math.log10(unit / step) - 1e-9)));
    return new Intl.NumberFormat(root.lang || "en-GB", { notation: "compact", minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  };

  const options = (data) => {
    const axis = { ticks: { color: colour("--quiet"), maxRotation: 0, autoSkipPadding: 24 }, border: { display: false } };
    return {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { ...axis, grid: { display: false } },
        y: {
          ...axis,
          grid: { color: colour("--line") },
          grace: "5%",
          ticks: { ...axis.ticks, maxTicksLimit: 6, callback: (value, index, ticks) => (isPrivate() ? "••••" : short(value, ticks)) },
        },
      },
      plugins: {
        legend: { display: data.series.length > 1, align: "start", labels: { color: colour("--ink"), boxWidth: 14, boxHeight: 2 } },
        tooltip: {
          displayColors: data.series.length > 1,
          callbacks: {
            label: ({ datasetIndex, dataIndex }) => {
              const series = data.series[datasetIndex];
              return isPrivate() ? `${series.name}: ••••` : `${series.name}: ${series.texts[dataIndex]}`;
            },
          },
        },
      },
    };
  };

  const draw = (canvas) => {
    const source = document.getElementById(canvas.dataset.chart);
    if (!source || typeof Chart === "undefined") return;
    const data = JSON.parse(source.textContent);
    Chart.getChart(canvas)?.destroy();
    const alone = data.series.length === 1 && data.series[0].points.every((each) => each == null || each >= 0);
    new Chart(canvas, {
      type: "line",
      data: { labels: data.labels, datasets: data.series.map((series, index) => dataset(series, index, alone)) },
      options: options(data),
    });
  };

  const drawAll = (within) => within.querySelectorAll("canvas[data-chart]").forEach(draw);
  drawAll(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) drawAll(event.target.parentElement ?? event.target); });
  document.addEventListener("privacychange", () => drawAll(document));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(document));
})();
