// A form of banknotes: sums while it is typed; Enter and the arrows go from field to field.

const form = document.querySelector("form[data-notes]");
const fields = form ? [...form.querySelectorAll("input[data-denomination]")] : [];

function money(amount) {
  return `${amount.toLocaleString("vi-VN")}\u00a0₫`;
}

function sum() {
  let total = 0;
  for (const field of fields) {
    const amount = (Number.parseInt(field.value, 10) || 0) * Number(field.dataset.denomination);
    total += amount;
    form.querySelector(`output[for="${field.id}"]`).value = amount ? money(amount) : "";
  }
  form.querySelector("output[data-total]").value = money(total);
}

function go(from, by) {
  const next = fields[fields.indexOf(from) + by] ?? (by > 0 && form.querySelector("button"));
  if (!next) return;
  next.focus();
  if (next.select) next.select();
}

if (form) {
  form.addEventListener("input", sum);
  form.addEventListener("keydown", (event) => {
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !fields.includes(event.target)) return;
    event.preventDefault();
    go(event.target, by);
  });
  addEventListener("pageshow", sum);
  sum();
}
