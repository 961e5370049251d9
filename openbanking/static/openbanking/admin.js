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

// The content security policy lets no text become code, so that Alpine reads Unfold's expressions by a parser of its
// own. It knows no globals, no statements and no arrows: what has some is said here in other words.
const SIDEBAR = "sidebarDesktopOpen";

function frame(firstTab = "") {
  return {
    activeTab: firstTab,
    sidebarMobileOpen: false,
    sidebarDesktopOpen: (localStorage.getItem(SIDEBAR) ?? "1") === "1",
    init() {
      this.activeTab = (firstTab && getCurrentTab()) || firstTab;
      this.$watch(SIDEBAR, (open) => localStorage.setItem(SIDEBAR, open ? "1" : "0"));
    },
    // Where a form is sent: back to the page as it is, on the tab that is open.
    formAddress() {
      const tab = this.activeTab && this.activeTab !== "general" ? `#${this.activeTab}` : "";
      return window.location.pathname + window.location.search + tab;
    },
  };
}

const SAID_OTHERWISE = new Map([
  [
    "sidebarDesktopOpen = !sidebarDesktopOpen; localStorage.setItem('sidebarDesktopOpen', sidebarDesktopOpen ? '1' : '0');",
    "sidebarDesktopOpen = !sidebarDesktopOpen",
  ],
  [
    "activeTab && activeTab !== 'general' ? window.location.pathname + window.location.search + '#' + activeTab" +
      " : window.location.pathname + window.location.search",
    "formAddress()",
  ],
  [
    "if (!$event.metaKey && !$event.ctrlKey) selectItem(false, false)",
    "!$event.metaKey && !$event.ctrlKey && selectItem(false, false)",
  ],
]);

document.addEventListener("alpine:init", () => {
  for (const each of [frame, theme, searchCommand, searchForm, searchDropdown]) {
    Alpine.data(each.name, each);
  }
  Alpine.interceptInit((element) => {
    for (const attribute of element.attributes) {
      const otherwise = SAID_OTHERWISE.get(attribute.value);
      if (otherwise) {
        Alpine.mutateDom(() => {
          attribute.value = otherwise;
        });
      }
    }
  });
});
