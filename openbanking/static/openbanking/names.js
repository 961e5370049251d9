// Fields that unfold and select2 leave without a name for those who do not see them get one: that of
// their label, or of their column where they stand in a table.
const labelOf = (field) => {
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  if (label) return label.textContent.trim().replace(/\s*\*$/, "");
  const cell = field.closest("td");
  const headers = field.closest("table")?.querySelectorAll("thead th");
  return cell && headers?.[cell.cellIndex]?.textContent.trim();
};

const nameFields = () => {
  for (const field of document.querySelectorAll("main select")) {
    const name = labelOf(field);
    if (!name) continue;
    if (!field.labels?.length && !field.hasAttribute("aria-label")) field.setAttribute("aria-label", name);
    const drawn = field.nextElementSibling;
    for (const part of drawn?.querySelectorAll(".select2-selection, .select2-search__field, [role=textbox]") ?? []) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }
};

// Select2 draws when it pleases, and rows are added to tables: each time something is, all is looked over.
nameFields();
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
