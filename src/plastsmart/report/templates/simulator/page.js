// The page: controls, and everything that follows from them. All text from outside goes in as text.

// -- making elements -------------------------------------------------------------------------------

const $ = (id) => document.getElementById(id);

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const setText = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

// A table whose rows are made once; `cards` lets each row be a card where there is little room.
// columns: [{head, number}], the first the head of the row.
function table(columns, {cards = "", label}) {
  const body = el("tbody", {role: "rowgroup"});
  const head = columns.map(({head, number: n}) => el("th", {scope: "col", role: "columnheader", class: n ? "n" : null}, head));
  const made = el("table", {class: cards || null, role: "table", "aria-label": label},
    el("thead", {role: "rowgroup"}, el("tr", {role: "row"}, ...head)), body);
  const row = (attributes = {}) => {
    const cells = columns.map(({head: told, number: n}, i) =>
      i === 0 ? el("th", {scope: "row", role: "rowheader"}) : el("td", {role: "cell", class: n ? "n" : null, "data-head": told}));
    body.append(el("tr", {role: "row", ...attributes}, ...cells));
    return cells;
  };
  return {made, row, heads: head, body};
}

// -- state ----------------------------------------------------------------------------------------

const HEADLINE = "eu" in DATA.rates ? "eu" : Object.keys(DATA.rates)[0];
const state = {
  measures: DATA.measures.map(() => true),
  changes: {}, // slider to its change
  each: {}, // parameter to whether its kinds have sliders of their own
  region: -1,
  year: 0,
};
if (axes.regions.length === 1) state.region = 0;

function active(slider) {
  if (slider.level === "category") return Boolean(state.each[slider.parameter]);
  return slider.level === "route" || !state.each[slider.parameter];
}

function engineState() {
  const sliders = DATA.sliders.filter((slider) => state.changes[slider.id] && active(slider));
  return {measures: state.measures, sliders: sliders.map(({id}) => ({id, ...state.changes[id]}))};
}

function view() {
  return {regions: state.region < 0 ? null : [state.region], years: null};
}

const UNTOUCHED = {measures: DATA.measures.map(() => false), sliders: []};
let baseline = null; // flows without any change, of the regions seen

function atBaseline() {
  if (baseline === null || baseline.region !== state.region) {
    const {values} = parameters(UNTOUCHED, view());
    baseline = {region: state.region, values, flows: flowsOf(values, null), weights: {}};
  }
  return baseline;
}

// The weights of a slider's cells in the year and regions seen.
function weightsOf(slider) {
  const base = atBaseline(), key = `${slider.id} ${state.year}`;
  if (!(key in base.weights)) {
    const own = SLIDERS[slider.id], cut = {...own, mask: taken(own.mask, 0, view().regions)};
    const names = DATA.parameters[slider.parameter].weights.filter((name) => name in base.flows);
    const year = Object.fromEntries(names.map((name) => [name, taken(base.flows[name], 1, [state.year])]));
    base.weights[key] = weights(cut, year);
  }
  return base.weights[key];
}

const inYear = (value) => taken(value, 1, [state.year]);
const startOf = (slider) => meanIn(now.started, slider);
const meanIn = (values, slider) => meanOf(inYear(values[slider.parameter]), weightsOf(slider));

// -- results ---------------------------------------------------------------------------------------

let now = null; // what the last calculation gave

function calculate() {
  const result = parameters(engineState(), view());
  if (result.wrong !== null) return result;
  const flows = flowsOf(result.values, null);
  return {...result, flows, wrong: negativeOf(flows)};
}

function sum(flows, name, route = null) {
  return total(flows, name, view(), null, route === null ? null : [route])[state.year];
}

let pending = 0, spoken = 0, later = 0;

// Does what changes the state, and takes it back where the result cannot be.
function change(act) {
  const before = {measures: [...state.measures], changes: {...state.changes}, each: {...state.each}};
  act();
  const result = calculate();
  if (result.wrong !== null) {
    Object.assign(state, before);
    const parameter = DATA.parameters[result.wrong];
    alarm(parameter ? say("not_together", {parameter: parameter.name}) : say("below_nothing", {flow: DATA.flows[result.wrong].name}));
    show();
    return false;
  }
  now = result;
  alarm("");
  show();
  return true;
}

function alarm(text) {
  const box = $("alarm");
  box.hidden = !text;
  setText(box, text);
}

function show() {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(render);
}

function render() {
  if (now === null) now = calculate();
  showSliders();
  showMeasures();
  const told = showAnswer();
  showChanges();
  showTargets();
  showRates();
  showPicture();
  showCascade();
  clearTimeout(later);
  later = setTimeout(showRequired, 60);
  showMoney();
  showClimate();
  if ($("flows").open) showFlows();
  setText($("flows").querySelector("summary"), say("flows", {year: axes.years[state.year]}));
  showBalance();
  clearTimeout(spoken);
  spoken = setTimeout(() => setText($("live"), told), 500);
}

// -- the answer ------------------------------------------------------------------------------------

function showAnswer() {
  const year = axes.years[state.year];
  const before = rateOf(atBaseline().flows, HEADLINE, view())[state.year];
  const rate = rateOf(now.flows, HEADLINE, view())[state.year];
  const same = percent(rate) === percent(before);
  const start = HEADLINE === "eu" ? "eu" : "rate";
  let told = Number.isNaN(rate)
    ? say("rate_undefined", {year})
    : say(same ? `${start}_is` : `${start}_changed`, {
        year, rate: percent(rate), before: percent(before), name: DATA.rates[HEADLINE].name,
      });
  const results = DATA.targets.map((target) => assessment(now.flows, target, view()).reached);
  const all = results.length, reached = results.filter(Boolean).length;
  if (all === 0) told += ` ${say("no_targets")}`;
  else if (all === 1) told += ` ${say(reached ? "target_reached" : "target_missed")}`;
  else if (reached === all) told += ` ${say("all_reached", {all})}`;
  else told += ` ${say(reached ? "some_reached" : "none_reached", {all, reached})}`;
  setText($("sentence"), told);
  return told;
}

function picker(id, label, options, chosen, act) {
  const select = el("select", {id}, ...options.map(([value, told]) => el("option", {value}, told)));
  select.value = chosen;
  select.addEventListener("change", () => act(Number(select.value)));
  return el("div", {}, el("label", {for: id}, label), select);
}

function makePickers() {
  const years = axes.years.map((year, i) => [i, String(year)]).sort((a, b) => axes.years[a[0]] - axes.years[b[0]]);
  state.year = axes.years.indexOf(DATA.year);
  $("pickers").append(picker("year", W.year, years, state.year, (year) => {
    state.year = year;
    show();
  }));
  if (axes.regions.length > 1) {
    const regions = axes.regions.map(({id, name}, i) => [i, name === id ? name : `${name} (${id})`]);
    const whole = [-1, say("all_regions", {n: axes.regions.length})];
    $("pickers").append(picker("region", W.region, [whole, ...regions], state.region, (region) => {
      state.region = region;
      now = null;
      show();
    }));
  }
}

// -- measures --------------------------------------------------------------------------------------

const boxes = [];

function makeMeasures() {
  if (!DATA.measures.length) return;
  const set = el("fieldset", {}, el("legend", {}, say("measures_of", {plan: DATA.plan})), el("p", {class: "say"}, W.measures_say));
  DATA.measures.forEach((measure, i) => {
    const id = `measure-${i}`;
    const box = el("input", {type: "checkbox", id, "aria-describedby": `${id}-note`});
    const when = say(measure.ramp > 1 ? "from_year_over" : "from_year", measure);
    box.addEventListener("change", () => change(() => {
      state.measures[i] = box.checked;
    }));
    boxes.push(box);
    set.append(el("div", {class: "measure"}, box, el("label", {for: id}, `${measure.name} (${when})`),
      el("p", {class: "note", id: `${id}-note`}, measure.description)));
  });
  const button = (told, on) => {
    const made = el("button", {type: "button"}, told);
    made.addEventListener("click", () => change(() => {
      state.measures = state.measures.map(() => on);
    }));
    return made;
  };
  set.append(el("div", {class: "buttons"}, button(W.all_measures, true), button(W.no_measures, false)));
  $("measures").append(set);
}

function showMeasures() {
  boxes.forEach((box, i) => {
    box.checked = state.measures[i];
  });
}

// -- sliders ---------------------------------------------------------------------------------------

const controls = {}; // slider to its elements
const eachBoxes = {}; // parameter to its tick box

function fullName(slider) {
  const parameter = DATA.parameters[slider.parameter].name;
  return slider.name ? `${parameter}, ${slider.name}` : parameter;
}

function makeSliders() {
  const groups = {};
  for (const slider of DATA.sliders) (groups[slider.group] ||= []).push(slider);
  for (const [group, sliders] of Object.entries(groups)) {
    const inside = el("div");
    const open = group === "coverage" || group === "capture";
    const box = el("details", {open, id: `group-${group}`}, el("summary", {}, el("h3", {}, W[`group ${group}`])), inside);
    const parametersOf = [...new Set(sliders.map((slider) => slider.parameter))];
    for (const parameter of parametersOf) {
      const own = sliders.filter((slider) => slider.parameter === parameter);
      const set = el("fieldset", {}, el("legend", {class: parametersOf.length > 1 ? "subject" : "unseen"}, DATA.parameters[parameter].name));
      if (own.some((slider) => slider.level === "category")) set.append(eachBox(parameter, own));
      own.forEach((slider) => set.append(makeSlider(slider)));
      set.append(makeSources(parameter, own));
      inside.append(set);
    }
    $("sliders").append(box);
  }
  $("reset").addEventListener("click", () => change(() => {
    state.changes = {};
  }));
}

function eachBox(parameter, sliders) {
  const id = `each-${parameter}`, box = el("input", {type: "checkbox", id});
  eachBoxes[parameter] = box;
  box.addEventListener("change", () => change(() => {
    state.each[parameter] = box.checked;
    if (!box.checked) return;
    // each kind starts from what those for all together were set to
    for (const slider of sliders.filter(({level}) => level === "category")) {
      const whole = sliders.find((other) => other.level !== "category" && holds(other, slider));
      if (whole && state.changes[whole.id]) state.changes[slider.id] = state.changes[whole.id];
      else delete state.changes[slider.id];
    }
  }));
  return el("p", {class: "each"}, box, el("label", {for: id}, W.each_kind));
}

function holds(whole, part) {
  const [outer, inner] = [SLIDERS[whole.id].mask, SLIDERS[part.id].mask];
  return mul(outer, inner).d.some((both_, i) => both_ > 0 && i >= 0);
}

function makeSlider(slider) {
  const id = `slider-${slider.id.replace(/[^\w-]/g, "_")}-${Object.keys(controls).length}`;
  const name = fullName(slider), top = Math.round(100 * slider.max);
  const range = el("input", {type: "range", id, min: 0, max: top, step: 1, "aria-describedby": `${id}-note`});
  const mark = el("span", {class: "mark", "aria-hidden": "true"});
  const box = el("input", {type: "text", inputmode: "decimal", id: `${id}-box`, autocomplete: "off", "aria-label": say("box", {name})});
  const reset = el("button", {type: "button", disabled: true}, el("span", {"aria-hidden": "true"}, "↺"));
  const note = el("p", {class: "note", id: `${id}-note`}), wrong = el("p", {class: "wrong", id: `${id}-wrong`, role: "alert", hidden: true});
  const label = el("label", {for: id}, slider.name || (slider.level === "all" ? W.everything : name));
  if (slider.within) label.append(el("span", {class: "within"}, ` · ${slider.within}`));
  const track = el("div", {class: "track"}, range, mark);
  const row = el("div", {class: "slider"}, label, track, box, el("span", {"aria-hidden": "true"}, "%"), reset, note, wrong);
  controls[slider.id] = {row, range, box, reset, note, wrong, track, mark};
  range.addEventListener("input", () => {
    const start = startOf(slider);
    const wanted = Number(range.value) / 100;
    // the place nearest to where it stands without changes is that place
    moveTo(slider, Math.round(100 * start) === Number(range.value) ? start : wanted);
  });
  const typed = () => {
    const value = read(box.value);
    const fine = value >= 0 && value <= top;
    box.setAttribute("aria-invalid", String(!fine));
    if (!fine) {
      told(slider, say("not_a_number", {max: number(top)}));
      return;
    }
    if (box.value === box.dataset.shown) return;
    moveTo(slider, value / 100);
  };
  box.addEventListener("change", typed);
  reset.addEventListener("click", () => {
    moveTo(slider, null);
    range.focus();
  });
  return row;
}

function told(slider, text) {
  const {wrong, box} = controls[slider.id];
  wrong.hidden = !text;
  setText(wrong, text);
  if (text) box.setAttribute("aria-describedby", wrong.id);
  else box.removeAttribute("aria-describedby");
}

// Moves a slider to a share; null back to where it stands without changes.
function moveTo(slider, wanted) {
  const {high} = DATA.parameters[slider.parameter], start = startOf(slider);
  const to = (place) => {
    const change_ = place === null ? null : changeTo(start, place, high);
    if (change_ === null) delete state.changes[slider.id];
    else state.changes[slider.id] = change_;
  };
  told(slider, "");
  controls[slider.id].box.setAttribute("aria-invalid", "false");
  alarm("");
  to(wanted);
  let result = calculate();
  if (result.wrong !== null && wanted !== null) {
    // as far as it goes
    let fine = start, much = wanted;
    for (let round = 0; round < 40; round++) {
      const middle = (fine + much) / 2;
      to(middle);
      if (calculate().wrong === null) fine = middle;
      else much = middle;
    }
    to(fine);
    told(slider, say("full", {value: percent(fine)}));
    result = calculate();
  }
  now = result;
  show();
}

function showSliders() {
  for (const [parameter, box] of Object.entries(eachBoxes)) box.checked = Boolean(state.each[parameter]);
  for (const slider of DATA.sliders) {
    const {row, range, box, reset, note, track} = controls[slider.id];
    const shown = active(slider);
    row.hidden = !shown;
    row.style.display = shown ? "" : "none";
    if (!shown) continue;
    const start = startOf(slider), value = meanIn(now.values, slider);
    const moved = Boolean(state.changes[slider.id]);
    row.classList.toggle("moved", moved);
    range.value = Math.round(100 * value);
    range.setAttribute("aria-valuetext", percent(value));
    if (document.activeElement !== box || box.getAttribute("aria-invalid") !== "true") {
      box.value = box.dataset.shown = number(100 * value, 1);
    }
    track.style.setProperty("--at", String(Math.min(start / slider.max, 1)));
    reset.disabled = !moved;
    reset.setAttribute("aria-label", say("reset_one", {name: fullName(slider), value: percent(start)}));
    reset.title = W.reset;
    setText(note, [say("default", {value: percent(start)}), statusOf(slider)].filter(Boolean).join(" · "));
  }
  $("reset").disabled = !Object.keys(state.changes).length;
}

// -- numbers and sources ---------------------------------------------------------------------------

const rowsOf = {}; // parameter to the rows of its numbers
for (const row of DATA.numbers.rows) (rowsOf[row[0]] ||= []).push(row);

function rowsWithin(slider) {
  const {s} = SLIDERS[slider.id].mask, step = steps(s), d = SLIDERS[slider.id].mask.d;
  return (rowsOf[slider.parameter] || []).filter(([, region, , category, route]) => {
    if (state.region >= 0 && region >= 0 && region !== state.region) return false;
    for (let c = 0; c < s[2]; c++) {
      for (let m = 0; m < s[3]; m++) {
        const here = (category < 0 || s[2] === 1 || category === c) && (route < 0 || s[3] === 1 || route === m);
        if (here && d[c * step[2] + m * step[3]]) return true;
      }
    }
    return false;
  });
}

const statuses = {};

function statusOf(slider) {
  const key = `${slider.id} ${state.region}`;
  if (!(key in statuses)) {
    const all = rowsWithin(slider).map((row) => DATA.numbers.infos[row[8]][0]).filter(Boolean);
    statuses[key] = [...new Set(all)].join(", ");
  }
  return statuses[key];
}

function place([, region, year, category, route]) {
  const parts = [];
  if (region >= 0 && axes.regions.length > 1) parts.push(axes.regions[region].name);
  if (category >= 0) parts.push(axes.categories[category].name);
  if (route >= 0) parts.push(axes.routes[route].name);
  return {what: parts.join(", "), year: year >= 0 ? String(axes.years[year]) : ""};
}

// Where a number applies: the years of each place together, and places of the same years too.
function places(entries) {
  const years = {}, whats = {};
  for (const {what, year} of entries.map(place)) (years[what] ||= []).push(year);
  for (const [what, of] of Object.entries(years)) (whats[of.filter(Boolean).join(", ")] ||= []).push(what);
  return Object.entries(whats).map(([of, all]) =>
    [all.filter(Boolean).join("; "), of].filter(Boolean).join(": ") || W.everywhere).join("; ");
}

function numbersTable(entries, label, withName) {
  const columns = [
    ...(withName ? [{head: W.parameter}] : []), {head: W.applies_to}, {head: W.value, number: true},
    {head: W.status}, {head: W.source},
  ];
  const {made, row} = table(columns, {cards: "cards", label});
  const alike = new Map(); // numbers of which all is the same but where they apply
  for (const entry of entries) {
    const key = JSON.stringify([entry[0], ...entry.slice(5)]);
    if (!alike.has(key)) alike.set(key, []);
    alike.get(key).push(entry);
  }
  for (const group of alike.values()) {
    const [name, , , , , value, low, high, info] = group[0];
    const {unit, name: told} = DATA.parameters[name], [status, source, note] = DATA.numbers.infos[info];
    const cells = row();
    const [where_, amount, how, from] = withName ? cells.slice(1) : cells;
    if (withName) cells[0].append(told);
    where_.append(places(group));
    const range = low === null ? null : el("small", {}, say("range", {low: precise(low, unit), high: precise(high, unit)}));
    amount.append(el("span", {}, [precise(value, unit), unitName(unit)].filter(Boolean).join("\u00a0"), range));
    how.append(status);
    from.className = "source";
    from.append(el("span", {}, source || W.no_source, note ? el("small", {}, note) : null));
  }
  return made;
}

function makeSources(parameter, sliders) {
  const name = DATA.parameters[parameter].name, inside = el("div");
  const box = el("details", {}, el("summary", {}, say("sources_of", {name})), inside);
  box.addEventListener("toggle", () => {
    if (!box.open) return;
    const rows = new Set(sliders.filter((slider) => slider.level !== "category").flatMap(rowsWithin));
    inside.replaceChildren(numbersTable([...rows], say("sources_of", {name}), false));
  });
  return box;
}

function makeMore() {
  const numbers = $("numbers"), equations = $("equations"), notes = $("notes");
  numbers.addEventListener("toggle", () => {
    const inside = numbers.querySelector("div");
    if (numbers.open && !inside.children.length) {
      inside.append(el("p", {class: "say"}, W.numbers_say), numbersTable(DATA.numbers.rows, W.numbers, true));
    }
  });
  equations.addEventListener("toggle", () => {
    const inside = equations.querySelector("div");
    if (!equations.open || inside.children.length) return;
    const {made, row} = table([{head: W.flow}, {head: W.formula}, {head: W.unit}], {cards: "cards", label: W.equations});
    const line = (id, told, formula, unit, said) => {
      const [head, how, of] = row();
      head.append(told, el("small", {}, el("code", {}, id)));
      how.append(el("span", {}, el("code", {}, formula), el("small", {lang: "en"}, said)));
      of.append(unit);
    };
    for (const [id, flow] of Object.entries(DATA.flows)) {
      line(id, flow.name, flow.formula, flow.unit, flow.said);
    }
    for (const {id} of RATES) {
      const rate = DATA.rates[id];
      line(id, rate.name, rate.formula, "1", rate.said);
    }
    inside.append(el("p", {class: "say"}, W.equations_say), made);
  });
  if (DATA.notes.length) notes.querySelector("div").append(el("ul", {}, ...DATA.notes.map((note) => el("li", {}, note))));
  else notes.hidden = true;
  $("flows").addEventListener("toggle", () => {
    if ($("flows").open) showFlows();
  });
  addEventListener("beforeprint", () => {
    $("flows").open = true;
    showFlows();
  });
}

// -- what was changed ------------------------------------------------------------------------------

function showChanges() {
  const told = DATA.measures.filter((_, i) => state.measures[i]).map(({name}) => say("changed_measure", {name}));
  for (const slider of DATA.sliders) {
    if (!active(slider) || !state.changes[slider.id]) continue;
    told.push(say("changed_slider", {
      name: fullName(slider), value: percent(meanIn(now.values, slider)), before: percent(startOf(slider)),
    }));
  }
  const list = told.length ? el("ul", {}, ...told.map((each) => el("li", {}, each))) : el("p", {}, W.no_changes);
  const old = $("changes").textContent;
  if (old !== list.textContent) $("changes").replaceChildren(list);
}

// -- tables ----------------------------------------------------------------------------------------

const rows = {};

function makeTables() {
  if (DATA.targets.length) {
    const targets = table([
      {head: W.target}, {head: W.level, number: true}, {head: W.before, number: true},
      {head: W.after, number: true}, {head: W.verdict}, {head: W.gap, number: true},
    ], {cards: "cards", label: W.targets});
    rows.targets = DATA.targets.map((target) => {
      const cells = targets.row();
      cells[0].append(target.name, el("small", {}, DATA.rates[target.rate].name));
      cells[1].append(say("in_year", {level: percent(target.level, 0), year: target.year}));
      const pill = el("span", {class: "verdict"}), when = el("small");
      cells[4].append(el("span", {}, pill, when));
      return {cells, pill, when};
    });
    const rules = {};
    for (const {name, rule, note} of DATA.targets) (rules[[rule, note].filter(Boolean).join(". ")] ||= []).push(name);
    const list = Object.entries(rules).filter(([rule]) => rule).map(([rule, names]) => el("li", {}, `${names.join("; ")}: ${rule}`));
    $("targets").append(targets.made);
    if (list.length) $("targets").append(el("details", {}, el("summary", {}, W.rules), el("ul", {class: "say"}, ...list)));
  } else {
    $("targets").append(el("p", {}, W.no_targets));
  }
  if (DATA.notAssessed.length) {
    const list = DATA.notAssessed.map(({name, why}) => el("li", {}, `${name}: ${why}`));
    $("targets").append(el("p", {class: "say"}, W.not_assessed), el("ul", {class: "say"}, ...list));
  }
  const rates = table([{head: W.rate}, {head: W.before, number: true}, {head: W.after, number: true}, {head: W.change, number: true}],
    {cards: "cards three", label: W.rates_all});
  rows.rates = Object.entries(DATA.rates).map(([id, rate]) => {
    const cells = rates.row({class: id === HEADLINE ? "strong" : ""});
    cells[0].append(rate.name);
    if (rate.authority) cells[0].append(el("small", {}, rate.authority));
    return {id, cells};
  });
  $("rates").append(rates.made);
  const cascade = table([{head: W.stage}, {head: W.before, number: true}, {head: W.after, number: true}, {head: W.kg}], {label: W.cascade_all});
  rows.cascade = DATA.cascade.map((name) => {
    const cells = cascade.row();
    const lost = /loss$|^leaked$|^residual$/.test(name);
    cells[0].append(W[`stage ${name}`] || DATA.flows[name].name, el("small", {}, name === "generated" ? "" : lost ? W.is_lost : W.is_left));
    const bar = el("span", {class: lost ? "lost" : "left"}), was = el("span", {class: "was"});
    cells[3].append(el("div", {}, bar, was));
    cells[3].className = "bar";
    cells[3].setAttribute("aria-hidden", "true");
    return {name, cells, bar, was};
  });
  $("cascade").append(cascade.made);
}

function showTargets() {
  DATA.targets.forEach((target, i) => {
    const {cells, pill, when} = rows.targets[i];
    const before = assessment(atBaseline().flows, target, view()), after = assessment(now.flows, target, view());
    setText(cells[2], percent(before.rate));
    setText(cells[3], percent(after.rate));
    const verdict = after.reached === null ? W.undefined : after.reached ? `✓ ${W.reached}` : `✗ ${W.missed}`;
    setText(pill, verdict);
    pill.className = `verdict ${after.reached ? "good" : "bad"}`;
    const first = after.first === null ? say("never", {last: Math.max(...axes.years)}) : String(after.first);
    setText(when, `${W.first}: ${first}`);
    const tonnes = number(Math.abs(after.gap));
    setText(cells[5], after.reached === null ? "–" : say(after.gap > 0 ? "lacks" : "exceeds", {tonnes}));
  });
}

function showRates() {
  const year = axes.years[state.year];
  setText($("rates-title"), say("rates", {year}));
  for (const {id, cells} of rows.rates) {
    const before = rateOf(atBaseline().flows, id, view())[state.year], after = rateOf(now.flows, id, view())[state.year];
    setText(cells[1], percent(before));
    setText(cells[2], percent(after));
    const points = 100 * (after - before);
    setText(cells[3], Number.isNaN(points) ? "–" : signed(points, 1));
  }
}

function showCascade() {
  setText($("cascade-title"), say("cascade", {year: axes.years[state.year]}));
  const of = (flows, name) => (100 * sum(flows, name)) / sum(flows, "generated");
  for (const {name, cells, bar, was} of rows.cascade) {
    const before = of(atBaseline().flows, name), after = of(now.flows, name);
    setText(cells[1], number(before, 1));
    setText(cells[2], number(after, 1));
    bar.style.width = `${Math.min(Math.max(after || 0, 0), 100)}%`;
    was.style.left = `${Math.min(Math.max(before || 0, 0), 100)}%`;
    was.style.display = Math.abs(after - before) < 0.05 || Number.isNaN(before) ? "none" : "";
  }
}

const lines = {};

function beforeAfter(key, into, head) {
  if (!(key in lines)) {
    const made = table([{head}, {head: W.before, number: true}, {head: W.after, number: true}, {head: W.change, number: true}],
      {cards: "cards three", label: $(key === "flows" ? "flows" : `${key}-title`).textContent || head});
    lines[key] = {...made, rows: {}};
    into.append(made.made);
  }
  return (id, name, before, after, tell, attributes) => {
    const known = lines[key];
    if (!(id in known.rows)) {
      known.rows[id] = known.row(attributes);
      known.rows[id][0].append(name);
    }
    const cells = known.rows[id];
    setText(cells[1], tell(before));
    setText(cells[2], tell(after));
    setText(cells[3], /[1-9]/.test(tell(after - before)) && after > before ? `+${tell(after - before)}` : tell(after - before));
  };
}

function showFlows() {
  const into = $("flows").querySelector("div");
  if (!into.children.length) into.append(el("p", {class: "say"}, W.flows_say));
  const line = beforeAfter("flows", into, W.flow);
  for (const [id, flow] of Object.entries(DATA.flows)) {
    if (flow.unit !== "tonne/year" || !flow.adds) continue;
    line(id, flow.name, sum(atBaseline().flows, id), sum(now.flows, id), (value) => number(value));
  }
}

// -- the flow picture ------------------------------------------------------------------------------

const SMALLEST = 0.0005; // of what is discarded
const LEAST = 660; // width of the picture; where there is less room it scrolls

function showPicture() {
  const year = axes.years[state.year], {nodes, links, colours} = DATA.sankey;
  setText($("picture-title"), say("picture", {year}));
  const box = $("picture"), width = Math.max(Math.floor(box.clientWidth) || 0, LEAST);
  const height = 520, thick = 14, step = 15, margin = 150;
  const whole = sum(now.flows, "generated");
  const valued = links.map((link) => {
    const value = sum(now.flows, link.flow, link.route);
    return {...link, value: value > SMALLEST * whole ? value : 0};
  });
  const named = nodes.map((node) => {
    const told = broken(node.name, 19);
    return {...node, told, slot: (told.length + 1) * step + 4};
  });
  const drawn = sankey(named, valued, {width: width - margin, height: height - 8, thick, gap: 4});
  const told = {year};
  for (const name of ["generated", "collected", "sorted", "recycled"]) told[name] = name in now.flows ? number(sum(now.flows, name)) : "–";
  const made = svg("svg", {viewBox: `0 -4 ${width} ${height}`, width, height, role: "img", "aria-label": say("picture_says", told)});
  for (const link of drawn.links) made.append(svg("path", {class: "link", fill: colours[link.kind], d: link.path}));
  for (const node of drawn.nodes) {
    made.append(svg("rect", {fill: colours[node.kind], x: node.x.toFixed(1), y: node.y.toFixed(1), width: thick, height: Math.max(node.h, 1).toFixed(1)}));
    const x = node.x + thick + 5, rows_ = [...node.told, say("tonnes", {value: number(node.value)})];
    const top = node.y + node.h / 2 - ((rows_.length - 1) * step) / 2;
    const first = Math.min(Math.max(top, 8), height - 18 - (rows_.length - 1) * step);
    const words_ = svg("text", {x});
    rows_.forEach((text, i) => {
      const kind = i === rows_.length - 1 ? "amount" : "name";
      words_.append(svg("tspan", {x, y: (first + i * step + 4).toFixed(1), class: kind}, text));
    });
    made.append(words_);
  }
  box.replaceChildren(made);
}

// A name in lines of at most so many letters, where it has blanks to break at.
function broken(text, most) {
  const made = [];
  for (const word of text.split(" ")) {
    if (made.length && made[made.length - 1].length + word.length + 1 <= most) made[made.length - 1] += ` ${word}`;
    else made.push(word);
  }
  return made.length <= 3 ? made : [...made.slice(0, 2), made.slice(2).join(" ")];
}

// -- what would it take ----------------------------------------------------------------------------

let asked = null; // the target and slider of the question

function makeRequired() {
  if (!DATA.targets.length) {
    $("required").hidden = true;
    return;
  }
  const targets = DATA.targets.map((target, i) => [i, say("target_option", {name: target.name, level: percent(target.level, 0), year: target.year})]);
  const which = el("select", {id: "aim"}, ...targets.map(([value, name]) => el("option", {value}, name)));
  const what = el("select", {id: "lever"});
  const go = el("button", {type: "button", id: "go", hidden: true});
  const answer = el("p", {id: "told", role: "status"});
  which.value = String(Math.max(DATA.targets.findLastIndex(({year}) => year === DATA.year), 0));
  asked = {which, what, go, answer, groups: ""};
  which.addEventListener("change", showRequired);
  what.addEventListener("change", showRequired);
  go.addEventListener("click", () => {
    const id = what.value, change_ = asked.change;
    change(() => {
      if (change_ === null) delete state.changes[id];
      else state.changes[id] = change_;
    });
  });
  $("require").append(el("div", {class: "form"},
    el("div", {}, el("label", {for: "aim"}, W.to_reach), which),
    el("div", {}, el("label", {for: "lever"}, W.by_moving), what)), answer, go);
}

function levers() {
  const usable = DATA.sliders.filter((slider) => active(slider) && slider.group !== "more");
  const groups = usable.map(({id}) => id).join();
  if (asked.groups === groups) return;
  asked.groups = groups;
  const chosen = asked.what.value;
  const made = {};
  for (const slider of usable) {
    const group = DATA.parameters[slider.parameter].name;
    (made[group] ||= el("optgroup", {label: group})).append(el("option", {value: slider.id}, fullName(slider)));
  }
  asked.what.replaceChildren(...Object.values(made));
  const room = (slider) => {
    // how much more a route could take, from what those served have
    if (slider.group !== "capture") return -1;
    const weight = weightsOf(slider);
    return weight.d.reduce((all, each) => all + each, 0) * (1 - meanIn(atBaseline().values, slider));
  };
  const first = usable.reduce((best, each) => (room(each) > room(best) ? each : best));
  asked.what.value = usable.some(({id}) => id === chosen) ? chosen : first.id;
}

function showRequired() {
  if (asked === null) return;
  levers();
  const target = DATA.targets[Number(asked.which.value)], slider = DATA.sliders.find(({id}) => id === asked.what.value);
  const found = required(engineState(), target, slider.id, view());
  const up = found.direction === "at least", name = fullName(slider);
  const reached = found.rate >= target.level - REACHED_WITHIN;
  // a share to one decimal that surely reaches the target
  const value = found.feasible ? rounded(found.value, up, slider.max) : found.bestValue;
  const values = {
    target: target.name, name: say("quoted", {name}), value: percent(value), now: percent(found.now), rate: percent(reached ? found.rate : found.bestRate),
    level: percent(target.level, 0),
  };
  let key = "cannot";
  if (!found.effect) key = "no_effect";
  else if (found.feasible) key = reached ? (up ? "already_more" : "already_less") : up ? "needs_more" : "needs_less";
  setText(asked.answer, say(key, values));
  asked.go.hidden = !found.feasible || !found.effect;
  if (!asked.go.hidden) {
    // of the target's year; in the year seen, the slider may stand elsewhere by the same change
    asked.change = changeTo(found.start, value, DATA.parameters[slider.parameter].high);
    setText(asked.go, say("go_there", {value: percent(value)}));
  }
}

function rounded(value, up, top) {
  const thousandths = up ? Math.ceil(1000 * value - 1e-7) : Math.floor(1000 * value + 1e-7);
  return Math.min(Math.max(thousandths / 1000, 0), top);
}

// -- money and climate -----------------------------------------------------------------------------

function showMoney() {
  const money = DATA.money;
  if (money === null) return;
  $("money").hidden = false;
  const year = axes.years[state.year], into = $("costs");
  setText($("money-title"), say("money", {year}));
  const whole = state.region < 0 || axes.regions.length === 1;
  if (money.wrong || !whole) {
    into.replaceChildren(el("p", {}, money.wrong || W.money_parts));
    delete lines.money;
    return;
  }
  const own = (payer) => payer.own.reduce((all, years, i) => all + (state.measures[i] ? years[state.year] : 0), 0);
  const amounts = money.payers.map((payer) => {
    const before = payer.flow ? sum(atBaseline().flows, payer.flow) : 0;
    return {payer, before, after: (payer.flow ? sum(now.flows, payer.flow) : 0) + own(payer)};
  });
  const largest = Math.max(...amounts.flatMap(({before, after}) => [Math.abs(before), Math.abs(after)]));
  const million = largest >= 1e6, unit = million ? 1e6 : 1e3;
  if (!("money" in lines)) into.replaceChildren(el("p", {class: "say", id: "money-say"}));
  const prices = money.priceYear === null ? W.prices_unstated : say("prices_of", {year: money.priceYear});
  const said = say("money_say", {unit: million ? W.millions : W.thousands, prices});
  setText($("money-say"), said[0].toUpperCase() + said.slice(1));
  const line = beforeAfter("money", into, W.payer), tell = (value) => number(value / unit, 1);
  for (const {payer, before, after} of amounts) line(payer.id, W[`payer ${payer.id}`], before, after, tell);
  const all = (name) => amounts.reduce((sum_, each) => sum_ + each[name], 0);
  line("sum", W.sum, all("before"), all("after"), tell, {class: "sum"});
  if (!$("money-lacks")) {
    const lacks = [...money.notStated.map((name) => DATA.parameters[name].name), ...money.free];
    into.append(el("p", {class: "say", id: "money-lacks"}, lacks.length ? say("money_lacks", {names: lacks.join("; ")}) : ""));
  }
}

function showClimate() {
  const names = ["emissions_net", "emissions_reference", "emissions_saved"].filter((name) => name in now.flows);
  if (!names.length) return;
  $("climate").hidden = false;
  setText($("climate-title"), say("climate", {year: axes.years[state.year]}));
  const line = beforeAfter("climate", $("emissions"), W.flow);
  for (const name of names) line(name, DATA.flows[name].name, sum(atBaseline().flows, name), sum(now.flows, name), (value) => number(value));
}

function scientific(value) {
  const [digit, power] = value.toExponential(0).split("e");
  return `${digit}·10${power.replace(/./g, (sign) => "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["+-0123456789".indexOf(sign)])}`;
}

function showBalance() {
  const {worst, process} = imbalance(now.flows);
  const error = worst === 0 ? "0" : scientific(worst);
  setText($("balance"), say(worst <= 1e-12 ? "balanced" : "unbalanced", {error, process}));
  $("balance").className = worst <= 1e-12 ? "" : "alert";
}

// -- begin -----------------------------------------------------------------------------------------

makePickers();
makeMeasures();
makeSliders();
makeTables();
makeRequired();
makeMore();
let wide = 0;
addEventListener("resize", () => {
  if (innerWidth !== wide) {
    wide = innerWidth;
    show();
  }
});
render();
