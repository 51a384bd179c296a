// Arrays with the axes region, year, category, route, as the equations of the model take them.
// An array is {s: lengths of the axes, d: its values, the last axis running fastest}; of length 1
// along an axis that it does not vary along. A number stands for an array of one value.

const ROUTE = 3, CATEGORY = 2;

function array(s, d) {
  return {s, d};
}

function stretched(one, other) {
  return one.map((length, axis) => (length === 1 ? other[axis] : length));
}

function steps(s) {
  const along = [s[1] * s[2] * s[3], s[2] * s[3], s[3], 1];
  return along.map((step, axis) => (s[axis] === 1 ? 0 : step));
}

// Calls f for each cell of an array of lengths s, with the places of the cell in two arrays.
function zipped(s, a, b, f) {
  const [ar, ay, ac, am] = steps(a), [br, by, bc, bm] = steps(b);
  const d = new Float64Array(s[0] * s[1] * s[2] * s[3]);
  let at = 0;
  for (let r = 0; r < s[0]; r++) {
    for (let y = 0; y < s[1]; y++) {
      for (let c = 0; c < s[2]; c++) {
        let i = r * ar + y * ay + c * ac, j = r * br + y * by + c * bc;
        for (let m = 0; m < s[3]; m++, i += am, j += bm) d[at++] = f(i, j);
      }
    }
  }
  return array(s, d);
}

function unary(f) {
  return (a) => (typeof a === "number" ? f(a) : array(a.s, a.d.map((value) => f(value))));
}

function binary(f) {
  return (a, b) => {
    if (typeof a === "number") {
      return typeof b === "number" ? f(a, b) : array(b.s, b.d.map((value) => f(a, value)));
    }
    if (typeof b === "number") return array(a.s, a.d.map((value) => f(value, b)));
    const p = a.d, q = b.d;
    return zipped(stretched(a.s, b.s), a.s, b.s, (i, j) => f(p[i], q[j]));
  };
}

// As C and NumPy raise: 1 to any power is 1, and so is anything to the power 0.
function raised(x, y) {
  if (x === 1 || y === 0) return 1;
  if (x === -1 && (y === Infinity || y === -Infinity)) return 1;
  return Math.pow(x, y);
}

const neg = unary((x) => -x);
const abs = unary(Math.abs);
const exp = unary(Math.exp);
const log = unary(Math.log);
const sqrt = unary(Math.sqrt);
const add = binary((x, y) => x + y);
const sub = binary((x, y) => x - y);
const mul = binary((x, y) => x * y);
const div = binary((x, y) => x / y);
const rise = binary(raised);
const min = binary((x, y) => Math.min(x, y));
const max = binary((x, y) => Math.max(x, y));
const ge = binary((x, y) => (x >= y ? 1 : 0));
const gt = binary((x, y) => (x > y ? 1 : 0));
const le = binary((x, y) => (x <= y ? 1 : 0));
const lt = binary((x, y) => (x < y ? 1 : 0));
const eq = binary((x, y) => (x === y ? 1 : 0));
const ne = binary((x, y) => (x === y ? 0 : 1));

// As NumPy: to a fixed power of 2 or a half it multiplies or takes the root.
function pow(a, b) {
  if (b === 2) return mul(a, a);
  return b === 0.5 ? sqrt(a) : rise(a, b);
}

function clip(a, low, high) {
  return min(max(a, low), high);
}

function where(condition, a, b) {
  const whole = (x) => (typeof x === "number" ? array([1, 1, 1, 1], Float64Array.of(x)) : x);
  if ([condition, a, b].every((x) => typeof x === "number")) return condition !== 0 ? a : b;
  const c = whole(condition), p = whole(a), q = whole(b);
  // which of the two, side by side, then their values
  const s = stretched(stretched(c.s, p.s), q.s);
  const full = (x) => zipped(s, x.s, x.s, (i) => x.d[i]).d;
  const which = full(c), yes = full(p), no = full(q);
  return array(s, which.map((value, i) => (value !== 0 ? yes[i] : no[i])));
}

// The sum along an axis, one label after another as Python adds, keeping the axis with length 1.
function over(a, axis) {
  const s = a.s.slice();
  s[axis] = 1;
  const step = steps(a.s), own = step.slice();
  own[axis] = 0;
  const d = new Float64Array(s[0] * s[1] * s[2] * s[3]);
  let at = 0;
  for (let r = 0; r < s[0]; r++) {
    for (let y = 0; y < s[1]; y++) {
      for (let c = 0; c < s[2]; c++) {
        for (let m = 0; m < s[3]; m++) {
          const start = r * own[0] + y * own[1] + c * own[2] + m * own[3];
          let total = a.d[start];
          for (let k = 1; k < a.s[axis]; k++) total += a.d[start + k * step[axis]];
          d[at++] = total;
        }
      }
    }
  }
  return array(s, d);
}

const overRoutes = (a) => over(a, ROUTE);
const overCategories = (a) => over(a, CATEGORY);

// Some labels of an axis alone; an array that does not vary along it as it is.
function taken(a, axis, positions) {
  if (positions === null || a.s[axis] === 1) return a;
  const s = a.s.slice();
  s[axis] = positions.length;
  const step = steps(a.s);
  const d = new Float64Array(s[0] * s[1] * s[2] * s[3]);
  let at = 0;
  const place = [0, 0, 0, 0];
  for (place[0] = 0; place[0] < s[0]; place[0]++) {
    for (place[1] = 0; place[1] < s[1]; place[1]++) {
      for (place[2] = 0; place[2] < s[2]; place[2]++) {
        for (place[3] = 0; place[3] < s[3]; place[3]++) {
          let from = 0;
          for (let k = 0; k < 4; k++) from += (k === axis ? positions[place[k]] : place[k]) * step[k];
          d[at++] = a.d[from];
        }
      }
    }
  }
  return array(s, d);
}

// The same values for each label of an axis.
function spread(a, axis, length) {
  if (a.s[axis] === length) return a;
  const s = a.s.slice();
  s[axis] = length;
  return zipped(s, a.s, a.s, (i) => a.d[i]);
}
