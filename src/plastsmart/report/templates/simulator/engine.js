// The model on the numbers of a system: parameters after measures and sliders, flows, rates.
// It knows nothing of the page. What a measure does to a cell is the rule of the package's plans.

const REACHED_WITHIN = DATA.within.reached;

const axes = DATA.axes;
const LENGTHS = [axes.regions.length, axes.years.length, axes.categories.length, axes.routes.length];

function unpacked(packed) {
  return array(packed.s, Float64Array.from(packed.d));
}

function mask(packed) {
  return array(packed.s, Float64Array.from(packed.b, Number));
}

const GIVEN = {}; // parameters in the unit of their table, and the structure of routes
for (const [name, packed] of Object.entries(DATA.inputs)) GIVEN[name] = unpacked(packed);

const STEPS = {}; // parameter to its changes by measures, in the order in which they act
for (const [parameter, steps_] of Object.entries(DATA.steps)) {
  STEPS[parameter] = steps_.map((step) => ({
    measure: step.measure, kind: step.kind, amount: step.amount, mask: mask(step.mask),
    alpha: array([1, step.alpha.length, 1, 1], Float64Array.from(step.alpha)),
  }));
}

const SLIDERS = {};
for (const slider of DATA.sliders) SLIDERS[slider.id] = {...slider, mask: mask(slider.mask)};

// A parameter after its changes, and where it was changed: as plastsmart's Application does it.
function changed(parameter, base, steps_) {
  const bounds = DATA.parameters[parameter];
  let value = base, touched = array([1, 1, 1, 1], new Float64Array(1));
  let closed = 1, factor = 1;
  for (const {kind, amount, mask: where_, alpha} of steps_) {
    const on = mul(where_, gt(alpha, 0));
    touched = max(touched, on);
    if (kind === "set") {
      const moved = add(base, mul(alpha, sub(amount, base)));
      value = where(on, where(ge(alpha, 1), amount, moved), value);
    } else if (kind === "close_gap") {
      closed = mul(closed, where(on, sub(1, mul(alpha, amount)), 1));
    } else {
      factor = mul(factor, where(on, add(1, mul(alpha, sub(amount, 1))), 1));
    }
  }
  const {low, high} = bounds;
  if (closed !== 1) {
    value = where(eq(closed, 1), value, sub(high, mul(sub(high, value), closed)));
  }
  if (factor !== 1) {
    value = where(eq(factor, 1), value, clip(mul(value, factor), low, high === null ? Infinity : high));
  }
  return [value, touched];
}

// Coverage after changes of some routes: the others of a tier make room in proportion.
function displaced(coverage, touched) {
  const s = stretched([1, 1, 1, LENGTHS[3]], stretched(coverage.s, touched.s));
  const full = (x) => zipped(s, x.s, x.s, (i) => x.d[i]).d;
  const values = full(coverage), own = full(touched), fits = new Float64Array(values.length).fill(1);
  const routes = LENGTHS[3];
  let excess = false;
  for (const group of DATA.tiers) {
    for (let cell = 0; cell < values.length; cell += routes) {
      let ours = 0, others = 0, any = false;
      for (const route of group) {
        if (own[cell + route]) {
          ours += values[cell + route];
          any = true;
        } else {
          others += values[cell + route];
        }
      }
      if (!any) continue;
      excess = excess || ours > 1 + DATA.within.coverage;
      const left = Math.max(1 - ours, 0);
      if (!(others - left > DATA.within.coverage)) continue;
      const fit = left / (others > 0 ? others : 1);
      for (const route of group) fits[cell + route] = Math.min(fits[cell + route], fit);
    }
  }
  return [array(s, values.map((value, i) => (own[i] ? value : value * fits[i]))), excess];
}

// What shares add up to over the categories; a single one is of each of them.
function sumsOf(shares) {
  const times = shares.s[CATEGORY] === 1 ? LENGTHS[CATEGORY] : 1;
  return overCategories(shares).d.map((sum) => sum * times);
}

const missesOne = (composition) => sumsOf(composition).some((sum) => Math.abs(sum - 1) > DATA.within.sums);
const exceedsOne = (shares) => sumsOf(shares).some((sum) => sum > 1 + DATA.within.coverage);

// What measures and then sliders make of the parameters, in the unit of the table.
// Returns them, and which parameter cannot be so, null where all can.
function parameters(state, view) {
  const cut = (a) => taken(taken(a, 0, view.regions), 1, view.years);
  const values = {};
  let wrong = null;
  const act = (parameter, steps_) => {
    if (!steps_.length) return;
    const own = steps_.map((step) => ({...step, mask: cut(step.mask), alpha: taken(step.alpha, 1, view.years)}));
    let [value, touched] = changed(parameter, values[parameter], own);
    if (parameter === "coverage") {
      let excess;
      [value, excess] = displaced(value, touched);
      if (excess) wrong = parameter;
    } else if (parameter === "composition" && missesOne(value)) {
      wrong = parameter;
    } else if (parameter === "packaging_in_litter" && exceedsOne(value)) {
      wrong = parameter;
    }
    const bounds = DATA.parameters[parameter];
    if (bounds.below && value.d.some((each) => each >= bounds.high)) wrong = parameter;
    values[parameter] = value;
  };
  for (const name of Object.keys(DATA.inputs)) values[name] = cut(GIVEN[name]);
  for (const [parameter, steps_] of Object.entries(STEPS)) {
    act(parameter, steps_.filter((step) => state.measures[step.measure]));
  }
  const started = state.sliders.length ? {...values} : values;
  const bySlider = {};
  for (const {id, kind, amount} of state.sliders) {
    const {parameter, mask: where_} = SLIDERS[id];
    const alpha = array([1, 1, 1, 1], Float64Array.of(1));
    (bySlider[parameter] ||= []).push({kind, amount, mask: where_, alpha});
  }
  for (const [parameter, steps_] of Object.entries(bySlider)) {
    act(parameter, steps_);
  }
  return {values, started, wrong};
}

// A parameter as the equations read it: in their unit, and with every route or category.
function asInput(name, value) {
  const spec = DATA.parameters[name];
  if (spec === undefined) return value;
  let result = value;
  if (spec.times !== undefined) result = mul(result, spec.times);
  if (spec.over !== undefined) result = div(result, spec.over);
  if (spec.axes.includes("route")) result = spread(result, ROUTE, LENGTHS[ROUTE]);
  if (DATA.counted.includes(name)) result = spread(result, CATEGORY, LENGTHS[CATEGORY]);
  return result;
}

// Flows by name. With `only`, just those.
function flowsOf(values, only) {
  const known = {};
  for (const [name, value] of Object.entries(values)) known[name] = asInput(name, value);
  const wanted = only ? new Set(only) : null;
  for (const {id, reads, value} of EQUATIONS) {
    if (wanted === null || wanted.has(id)) known[id] = value(...reads.map((name) => known[name]));
  }
  return known;
}

// A flow added up over the regions of a view, and over some categories and routes (null: all),
// for each year. What is the same for every label counts as often as there are labels.
function total(flows, name, view, categories = null, routes = null) {
  const value = flows[name], along = DATA.flows[name].axes;
  const years = view.years === null ? LENGTHS[1] : view.years.length;
  const everyone = (length) => Array.from({length}, (_, position) => position);
  const regions = view.regions === null ? LENGTHS[0] : view.regions.length;
  const groups = [
    everyone(regions), null, categories ?? everyone(LENGTHS[2]), routes ?? everyone(LENGTHS[3]),
  ];
  const step = steps(value.s), names = ["region", "year", "category", "route"];
  let times = 1;
  const loops = groups.map((group, axis) => {
    if (axis === 1) return [0];
    if (value.s[axis] > 1) return group;
    if (along.includes(names[axis])) times *= group.length;
    return [0];
  });
  const result = new Float64Array(years);
  for (let year = 0; year < years; year++) {
    let sum = 0;
    for (const r of loops[0]) {
      for (const c of loops[2]) {
        for (const m of loops[3]) {
          sum += value.d[r * step[0] + year * step[1] + c * step[2] + m * step[3]];
        }
      }
    }
    result[year] = sum * times;
  }
  return result;
}

const RATE = Object.fromEntries(RATES.map((rate) => [rate.id, rate]));

function both(one, other) {
  if (one === null) return other;
  if (other === null) return one;
  return one.filter((position) => other.includes(position));
}

// A rate for each year, over some categories (null: all) within those that it counts itself.
function rateOf(flows, id, view, categories = null) {
  const within = both(categories, DATA.rates[id].categories);
  const {reads, value} = RATE[id];
  const sums = reads.map((name) => total(flows, name, view, within));
  return Float64Array.from(sums[0], (_, year) => {
    const rate = value(...sums.map((sum) => sum[year]));
    return Number.isFinite(rate) ? rate : NaN; // over nothing it is undefined
  });
}

function denominatorOf(flows, id, view, categories = null) {
  const within = both(categories, DATA.rates[id].categories);
  const sums = DATA.rates[id].denominator.map((name) => total(flows, name, view, within));
  return Float64Array.from(sums[0], (_, year) => sums.reduce((all, sum) => all + sum[year], 0));
}

// A target against flows of all years.
function assessment(flows, target, view) {
  const rates = rateOf(flows, target.rate, view, target.categories);
  const at = axes.years.indexOf(target.year);
  const rate = rates[at], whole = denominatorOf(flows, target.rate, view, target.categories)[at];
  const enough = axes.years.filter((_, i) => rates[i] >= target.level - REACHED_WITHIN);
  return {
    rate, whole, rates,
    reached: Number.isNaN(rate) ? null : rate >= target.level - REACHED_WITHIN,
    points: 100 * (target.level - rate), gap: (target.level - rate) * whole,
    first: enough.length ? Math.min(...enough) : null,
  };
}

// The largest error of the balance of mass, relative to what enters a process.
function imbalance(flows) {
  let worst = 0, where_ = "";
  for (const {name, enters, leaves, byRoute} of DATA.processes) {
    const sum = (names) => names.map((n) => (byRoute ? flows[n] : overRoutes(flows[n]))).reduce(add);
    const into = sum(enters), out = sum(leaves);
    const off = zipped(stretched(into.s, out.s), into.s, out.s, (i, j) => {
      const error = Math.abs(into.d[i] - out.d[j]);
      return error === 0 ? 0 : error / Math.abs(into.d[i]);
    });
    for (const error of off.d) {
      if (!(error <= worst)) {
        worst = error;
        where_ = name;
      }
    }
  }
  return {worst, process: where_};
}

// The first flow out of a process that would be less than nothing, null where none is: more is
// littered, or saved by other purchases, than there is.
function negativeOf(flows) {
  for (const {enters, leaves} of DATA.processes) {
    if (![...enters, ...leaves, "generated"].every((name) => name in flows)) continue;
    for (const name of leaves) {
      const value = flows[name];
      if (!value.d.some((each) => each < 0)) continue;
      // rounding of a difference is relative to all that is generated
      const whole = abs(flows.generated);
      const below = zipped(stretched(value.s, whole.s), value.s, whole.s, (i, j) => (value.d[i] < -DATA.within.mass * whole.d[j] ? 1 : 0));
      if (below.d.some((each) => each)) return name;
    }
  }
  return null;
}

// -- sliders ------------------------------------------------------------------------------------

// What each slider's cells weigh: the flow that its parameter acts on, in the year and regions seen.
function weights(slider, baseline) {
  const names = DATA.parameters[slider.parameter].weights.filter((name) => name in baseline);
  let weight = slider.mask;
  for (const name of names) weight = mul(weight, baseline[name]);
  return names.length && weight.d.some((each) => each > 0) ? weight : slider.mask;
}

function meanOf(value, weight) {
  const s = stretched(value.s, weight.s);
  let sum = 0, whole = 0;
  const p = zipped(s, value.s, value.s, (i) => value.d[i]).d;
  const w = zipped(s, weight.s, weight.s, (i) => weight.d[i]).d;
  for (let i = 0; i < p.length; i++) {
    if (w[i] === 0) continue; // a share of nothing may be undefined
    sum += p[i] * w[i];
    whole += w[i];
  }
  return sum / whole;
}

// The change that takes a mean from where it starts to where it is wanted; null for none.
function changeTo(start, wanted, high) {
  if (Math.abs(wanted - start) < 1e-12) return null;
  if (wanted > start) return {kind: "close_gap", amount: Math.min((wanted - start) / (high - start), 1)};
  return {kind: "scale", amount: Math.max(wanted / start, 0)};
}

// Where a slider must stand for a target to be reached, everything else as it is: the lowest place
// from which on it is, or, where the lowest place is enough already, the highest up to which it is.
const GRID = 33, ROUNDS = 4;

function required(state, target, id, view) {
  const at = {...view, years: [axes.years.indexOf(target.year)]};
  const only = DATA.rates[target.rate].needs, slider = SLIDERS[id];
  const others = state.sliders.filter((each) => each.id !== id);
  const {high} = DATA.parameters[slider.parameter], top = slider.max;
  const flowsAt = (sliders) => {
    const {values, wrong} = parameters({...state, sliders}, at);
    return {values, flows: flowsOf(values, only), wrong};
  };
  const now = flowsAt(state.sliders);
  const base = parameters({...state, sliders: []}, at);
  const free = parameters({measures: state.measures.map(() => false), sliders: []}, at);
  const cut = {...slider, mask: taken(slider.mask, 0, view.regions)};
  const weight = weights(cut, flowsOf(free.values, null));
  const start = meanOf(base.values[slider.parameter], weight);
  const rates = new Map();
  const tried = (place) => {
    if (!rates.has(place)) rates.set(place, rateAt(place));
    return rates.get(place);
  };
  const rateAt = (place) => {
    const change = changeTo(start, place, high);
    const {flows, wrong} = flowsAt(change === null ? others : [...others, {id, ...change}]);
    const fits = wrong === null && negativeOf(flows) === null;
    return fits ? rateOf(flows, target.rate, at, target.categories)[0] : NaN;
  };
  const enough = (place) => tried(place) >= target.level - REACHED_WITHIN;
  const rate = rateOf(now.flows, target.rate, at, target.categories)[0];
  const even = (low, high) => Array.from({length: GRID}, (_, i) => (i === GRID - 1 ? high : low + (i * (high - low)) / (GRID - 1)));
  const highest = (list) => list.reduce((best_, each, i) => (!(each <= list[best_]) && !Number.isNaN(each) ? i : best_), 0);
  // where it stands now is a place of its own: the curve bends there where others begin to give way
  let places = [...even(0, top), start].sort((a, b) => a - b), curve = places.map(tried), best = highest(curve);
  const [first] = curve;
  const effect = curve.some((each) => Math.abs(each - first) > 1e-12);
  for (let round = 0; round < ROUNDS && curve[best] < target.level - REACHED_WITHIN; round++) {
    const closer = even(places[Math.max(best - 1, 0)], places[Math.min(best + 1, places.length - 1)]);
    places = [...new Set([...places, ...closer])].sort((a, b) => a - b);
    curve = places.map(tried);
    best = highest(curve);
  }
  const found = {start, now: meanOf(now.values[slider.parameter], weight), rate, year: target.year, level: target.level, value: null, feasible: false,
    bestValue: places[best], bestRate: curve[best], effect, direction: "at least"};
  const good = curve.map((each) => each >= target.level - REACHED_WITHIN);
  const rising = !good[0];
  const edge = good.findIndex((each) => each === rising);
  if (edge < 0) {
    if (!rising) return {...found, feasible: true, value: top, direction: "at most"};
    return found;
  }
  let inside = rising ? places[edge] : places[edge - 1], outside = rising ? places[edge - 1] : places[edge];
  for (let round = 0; round < 60 && inside !== outside; round++) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (enough(middle)) inside = middle;
    else outside = middle;
  }
  return {...found, feasible: true, value: inside, direction: rising ? "at least" : "at most"};
}
