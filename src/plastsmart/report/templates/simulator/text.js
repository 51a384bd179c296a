// Words and numbers as people of a language write them.

const W = DATA.words, NO = DATA.language === "no";

function say(key, values = {}) {
  return W[key].replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

// As Python rounds: a tie to the even digit.
function fixed(value, decimals) {
  const times = 10 ** decimals, moved = Math.abs(value) * times;
  const tie = moved % 1 === 0.5 && Number.isInteger(value * 2 ** (decimals + 1));
  if (!tie) return Math.abs(value).toFixed(decimals);
  const down = Math.floor(moved);
  return ((down % 2 ? down + 1 : down) / times).toFixed(decimals);
}

function number(value, decimals = 0) {
  if (!Number.isFinite(value)) return "–";
  const [whole, rest] = fixed(value, decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const zero = !/[1-9]/.test(whole + (rest || ""));
  return (value < 0 && !zero ? "−" : "") + grouped + (rest ? (NO ? "," : ".") + rest : "");
}

function percent(share, decimals = 1) {
  return Number.isNaN(share) ? "–" : `${number(100 * share, decimals)}\u00a0%`;
}

function signed(value, decimals) {
  const told = number(value, decimals);
  return value > 0 && /[1-9]/.test(told) ? `+${told}` : told;
}

function precise(value, unit) {
  if (unit === "1") return percent(value, 1);
  const size = Math.abs(value);
  return number(value, size >= 1000 || value === Math.round(value) ? 0 : size >= 10 ? 1 : 3);
}

function unitName(unit) {
  if (unit === "1") return "";
  return W[`unit ${unit}`] || unit;
}

// Reads a number with comma or point; NaN for anything else.
function read(text) {
  const plain = text.replace(/[\s%]/g, "").replace("−", "-").replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}
