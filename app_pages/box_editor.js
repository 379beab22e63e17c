// Draws and corrects boxes on a photo. Boxes are {box: [x1, y1, x2, y2], housing, suggested}
// in pixels of the upright photo; a suggestion counts for nothing until a person takes it.

const HANDLE_PX = 7;
const SMALLEST_PX = 3; // of the photo: a slip of the hand, not a box
const SAVE_DELAY_MS = 400;
const MOST_ZOOM = 16; // screen pixels for one of the photo
const HELD_STEPS = 5; // of an arrow key that is held down
const NEW_SHARE = 0.15; // of what is seen, for a box that is added by a key
const COLOURS = { box: "#ff7a00", chosen: "#ffffff", suggested: "#4fd8e0" };

const LATIN = { "а": "a", "б": "b", "д": "d", "з": "z", "н": "n", "п": "p", "т": "t" }; // from a keyboard set to Serbian Cyrillic

const editors = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  let editor = editors.get(parentElement);
  if (!editor) {
    editor = new Editor(parentElement);
    editors.set(parentElement, editor);
  }
  editor.update(component);
  return () => editor.leave();
}

class Editor {
  constructor(root) {
    this.root = root.querySelector(".editor");
    this.canvas = root.querySelector("canvas");
    this.bar = root.querySelector(".classes");
    this.note = root.querySelector(".note");
    this.taker = root.querySelector("[data-act=take]");
    this.image = new Image();
    this.image.onload = () => this.fit();
    this.pointers = new Map();
    this.boxes = [];
    this.undone = [];
    this.chosen = -1;
    this.onKey = (event) => this.key(event);
    const on = (kind, act) => this.canvas.addEventListener(kind, act);
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.up(event));
    on("contextmenu", (event) => event.preventDefault());
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.querySelectorAll("[data-act]").forEach((button) => {
      button.onclick = () => this.act(button.dataset.act);
    });
    this.resized = new ResizeObserver(() => {
      if (this.seen !== `${this.width} ${this.height}`) this.fit(); // else the zoom stays
    });
  }

  // Called at each run of the page: the boxes here are newer than those of the page
  // unless it shows another photo or brings new suggestions.
  update(component) {
    const { data } = component;
    this.send = component;
    document.removeEventListener("keydown", this.onKey);
    document.addEventListener("keydown", this.onKey);
    this.resized.observe(this.canvas);
    this.speak(data);
    if (this.version === data.version) return;
    const other = this.photo !== data.photo;
    this.flush();
    this.version = data.version;
    this.photo = data.photo;
    this.classes = data.classes;
    this.single = data.single;
    this.root.classList.toggle("single", this.single);
    this.boxes = data.boxes.map((one) => ({ ...one, box: [...one.box] }));
    this.undone = [];
    this.chosen = this.single ? 0 : -1;
    this.drag = null;
    this.housing = this.housing ?? data.classes[0].value;
    this.list();
    if (other) this.image.src = data.image;
    this.draw();
  }

  // Puts in the words of the reader's language, which may change while the photo stays.
  speak(data) {
    if (this.language === data.language) return;
    this.language = data.language;
    this.plurals = new Intl.PluralRules(data.language);
    this.counted = { drawn: data.drawn, suggested: data.suggested };
    this.classes = data.classes;
    this.root.querySelectorAll("[data-word]").forEach((one) => { one.textContent = data.words[one.dataset.word]; });
    this.root.querySelectorAll("[data-label]").forEach((one) => one.setAttribute("aria-label", data.words[one.dataset.label]));
    this.list();
    this.draw();
  }

  // A number of things in the reader's language: the form that the number asks for, with it in place.
  count(things, number) {
    return this.counted[things][this.plurals.select(number)].replace(/\d+/, number);
  }

  leave() {
    this.flush();
    document.removeEventListener("keydown", this.onKey);
    this.resized.disconnect();
  }

  // What goes to the page

  accepted() {
    return this.boxes.filter((one) => !one.suggested).map((one) => ({ box: one.box, housing: one.housing }));
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SAVE_DELAY_MS);
    this.list();
    this.draw();
  }

  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    // The time makes each a change, even if the same boxes were sent before.
    this.send.setStateValue("drawn", { photo: this.photo, boxes: this.accepted(), at: Date.now() });
  }

  go(step) {
    clearTimeout(this.timer);
    const dirty = Boolean(this.timer);
    this.timer = null;
    this.send.setTriggerValue("go", { photo: this.photo, boxes: this.accepted(), step, dirty });
  }

  remember() {
    this.undone.push(JSON.stringify(this.boxes));
    if (this.undone.length > 50) this.undone.shift();
  }

  act(name) {
    const centre = this.middle();
    if (name === "add") this.add();
    else if (name === "choose") this.chooseNext(1);
    else if (name === "next") this.go(1);
    else if (name === "previous") this.go(-1);
    else if (name === "in") this.zoom(1.5, ...centre);
    else if (name === "out") this.zoom(1 / 1.5, ...centre);
    else if (name === "whole") this.fit();
    else if (name === "delete") this.remove();
    else if (name === "undo") this.undo();
    else if (name === "take") this.takeAll();
  }

  remove() {
    if (this.chosen < 0) return;
    this.remember();
    this.boxes.splice(this.chosen, 1);
    this.chosen = -1;
    this.changed();
  }

  undo() {
    if (!this.undone.length) return;
    this.boxes = JSON.parse(this.undone.pop());
    this.chosen = this.single ? 0 : -1;
    this.changed();
  }

  takeAll() {
    if (!this.boxes.some((one) => one.suggested)) return;
    this.remember();
    this.boxes.forEach((one) => { one.suggested = false; });
    this.changed();
  }

  setHousing(value) {
    this.housing = value;
    const one = this.boxes[this.chosen];
    if (one) {
      this.remember();
      one.housing = value;
      one.suggested = false;
      this.changed();
    } else this.list();
  }

  // Keys

  key(event) {
    const path = event.composedPath();
    const typing = path.some((one) => one.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(one.tagName));
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = this.single ? { "+": "in", "=": "in", "-": "out", "0": "whole", z: "undo" } : { n: "next", p: "previous", "+": "in", "=": "in", "-": "out", "0": "whole", z: "undo", t: "take",
      a: "add", b: "choose", Delete: "delete", Backspace: "delete", d: "delete" };
    const pressed = LATIN[event.key] ?? event.key;
    const number = Number(pressed);
    // On a button or a slider, Enter and the arrows are its own.
    const here = path[0] === document.body || path[0] === this.canvas;
    if (this.single && (number || event.key === "Enter")) return;
    if (number >= 1 && number <= this.classes.length) this.setHousing(this.classes[number - 1].value);
    else if (event.key === "Enter" && here && this.boxes[this.chosen]) this.setHousing(this.boxes[this.chosen].housing);
    else if (event.key === "Escape") { this.chosen = -1; this.list(); this.draw(); }
    else if (event.key.startsWith("Arrow") && here && this.boxes[this.chosen]) this.nudge(event);
    else if (acts[pressed]) this.act(acts[pressed]);
    else return;
    event.preventDefault();
  }

  // The hand needs no mouse: a box in the middle of what is seen, for the arrows to move and stretch.
  add() {
    if (!this.scale) return;
    this.remember();
    const [x, y] = [this.width / 2, this.height / 2];
    const half = (Math.min(this.width, this.height) * NEW_SHARE) / 2;
    this.boxes.push({ box: [0, 0, 0, 0], housing: this.housing, suggested: false });
    this.chosen = this.boxes.length - 1;
    this.place(this.chosen, [...this.onPhoto(x - half, y - half), ...this.onPhoto(x + half, y + half)]);
    this.changed();
  }

  chooseNext(step) {
    const count = this.boxes.length;
    if (!count) return;
    this.chosen = (this.chosen + step + count) % count;
    this.reveal();
    this.list();
    this.draw();
  }

  // Arrows move a box by a pixel of the screen, at least one of the photo, with Shift its lower right
  // corner; held down they go faster.
  nudge(event) {
    const step = Math.max(1, Math.round(1 / this.scale)) * (event.repeat ? HELD_STEPS : 1);
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    const old = this.boxes[this.chosen].box;
    this.remember();
    const first = event.shiftKey ? [0, 0] : by;
    this.place(this.chosen, [old[0] + first[0], old[1] + first[1], old[2] + by[0], old[3] + by[1]]);
    this.reveal();
    this.changed();
  }

  // Seeing

  get width() { return this.canvas.clientWidth; }
  get height() { return this.canvas.clientHeight; }

  fit() {
    if (!this.image.naturalWidth || !this.width) return;
    this.seen = `${this.width} ${this.height}`;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.scale = Math.min(this.width / this.image.naturalWidth, this.height / this.image.naturalHeight);
    this.least = this.scale;
    this.x = (this.width - this.image.naturalWidth * this.scale) / 2;
    this.y = (this.height - this.image.naturalHeight * this.scale) / 2;
    this.draw();
  }

  zoom(factor, x, y) {
    const scale = Math.max(this.least, Math.min(MOST_ZOOM, this.scale * factor));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.hold();
  }

  // What keys zoom around: the chosen box, else the middle of what is seen.
  middle() {
    const one = this.boxes[this.chosen];
    if (!one) return [this.width / 2, this.height / 2];
    const [x1, y1, x2, y2] = this.onScreen(one.box);
    return [(x1 + x2) / 2, (y1 + y2) / 2];
  }

  // Brings the chosen box into sight.
  reveal() {
    const [x, y] = this.middle();
    if (x >= 0 && y >= 0 && x <= this.width && y <= this.height) return;
    this.x += this.width / 2 - x;
    this.y += this.height / 2 - y;
    this.hold();
  }

  // Keeps the photo in sight.
  hold() {
    const across = this.image.naturalWidth * this.scale;
    const down = this.image.naturalHeight * this.scale;
    const clamp = (at, size, room) => size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, at));
    this.x = clamp(this.x, across, this.width);
    this.y = clamp(this.y, down, this.height);
    this.draw();
  }

  draw() {
    if (!this.image.complete || !this.scale) return;
    const ratio = window.devicePixelRatio || 1;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    pen.imageSmoothingEnabled = this.scale < 3;
    pen.drawImage(this.image, this.x, this.y, this.image.naturalWidth * this.scale, this.image.naturalHeight * this.scale);
    this.boxes.forEach((one, at) => this.drawBox(pen, one, at === this.chosen));
  }

  drawBox(pen, one, chosen) {
    const [x1, y1, x2, y2] = this.onScreen(one.box);
    pen.setLineDash(one.suggested ? [5, 4] : []);
    for (const [colour, width] of [["#000000", 3], [chosen ? COLOURS.chosen : one.suggested ? COLOURS.suggested : COLOURS.box, 1.5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.strokeRect(x1 - 1, y1 - 1, x2 - x1 + 2, y2 - y1 + 2);
    }
    pen.setLineDash([]);
    const text = this.classes.find((each) => each.value === one.housing)?.label ?? one.housing;
    pen.font = "12px system-ui, sans-serif";
    const wide = pen.measureText(text).width + 8;
    const top = y1 > 20 ? y1 - 19 : y2 + 3;
    pen.fillStyle = one.suggested ? COLOURS.suggested : COLOURS.box;
    pen.fillRect(x1 - 2, top, wide, 16);
    pen.fillStyle = "#000000";
    pen.fillText(text, x1 + 2, top + 12);
    if (!chosen) return;
    pen.fillStyle = COLOURS.chosen;
    for (const x of [x1, x2]) for (const y of [y1, y2]) pen.fillRect(x - 3, y - 3, 6, 6);
  }

  onScreen(box) {
    return [box[0] * this.scale + this.x, box[1] * this.scale + this.y, box[2] * this.scale + this.x, box[3] * this.scale + this.y];
  }

  onPhoto(x, y) { return [(x - this.x) / this.scale, (y - this.y) / this.scale]; }

  list() {
    this.bar.replaceChildren(...this.classes.map((one, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${at + 1} ${one.label}`;
      const current = this.boxes[this.chosen]?.housing ?? this.housing;
      button.setAttribute("aria-pressed", String(one.value === current));
      button.onclick = () => this.setHousing(one.value);
      return button;
    }));
    const suggested = this.boxes.filter((one) => one.suggested).length;
    const drawn = this.boxes.length - suggested;
    if (this.single) return;
    this.taker.hidden = !suggested;
    this.note.textContent = this.count("drawn", drawn)
      + (suggested ? `, ${this.count("suggested", suggested)}` : "");
  }

  // Pointers: one draws, moves or stretches; two, or the right button, move the photo.

  at(event) {
    const frame = this.canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  down(event) {
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    const [x, y] = this.at(event);
    this.pointers.set(event.pointerId, [x, y]);
    if (this.pointers.size === 2) { this.cancel(); this.drag = { kind: "pinch", ...this.spread() }; return; }
    if (event.button !== 0 || event.shiftKey) { this.drag = { kind: "pan", x, y }; return; }
    const grip = this.grip(x, y);
    const before = JSON.stringify(this.boxes);
    if (grip) {
      this.chosen = grip.at;
      this.drag = { ...grip, before, from: this.onPhoto(x, y), old: [...this.boxes[grip.at].box] };
    } else {
      this.chosen = -1;
      this.drag = { kind: "new", before, from: this.onPhoto(x, y) };
    }
    this.list();
    this.draw();
  }

  move(event) {
    if (!this.pointers.has(event.pointerId) || !this.drag) return;
    const [x, y] = this.at(event);
    this.pointers.set(event.pointerId, [x, y]);
    const drag = this.drag;
    if (drag.kind === "pinch") {
      const now = this.spread();
      this.x += now.x - drag.x;
      this.y += now.y - drag.y;
      this.zoom(now.gap / drag.gap, now.x, now.y);
      this.drag = { kind: "pinch", ...now };
    } else if (drag.kind === "pan") {
      this.x += x - drag.x;
      this.y += y - drag.y;
      this.drag = { kind: "pan", x, y };
      this.hold();
    } else this.stretch(drag, this.onPhoto(x, y));
  }

  stretch(drag, [x, y]) {
    if (drag.kind === "new") {
      if (this.chosen < 0) {
        if (this.single) this.boxes = [];
        this.boxes.push({ box: [0, 0, 0, 0], housing: this.housing, suggested: false });
        this.chosen = this.boxes.length - 1;
      }
      this.place(this.chosen, [drag.from[0], drag.from[1], x, y]);
    } else {
      const [dx, dy] = [x - drag.from[0], y - drag.from[1]];
      const [left, top, right, bottom] = drag.sides;
      const old = drag.old;
      this.place(drag.at, [old[0] + left * dx, old[1] + top * dy, old[2] + right * dx, old[3] + bottom * dy]);
    }
    this.draw();
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    const drag = this.drag;
    this.drag = null;
    if (!drag || !drag.before) return;
    const one = this.boxes[this.chosen];
    if (drag.kind === "new" && one) {
      const [x1, y1, x2, y2] = one.box;
      if (x2 - x1 < SMALLEST_PX || y2 - y1 < SMALLEST_PX) { this.boxes = JSON.parse(drag.before); this.chosen = -1; }
    }
    if (one) one.suggested = false; // a click takes a suggestion
    if (JSON.stringify(this.boxes) === drag.before) { this.list(); this.draw(); return; }
    this.undone.push(drag.before);
    this.changed();
  }

  cancel() {
    if (this.drag?.before) this.boxes = JSON.parse(this.drag.before);
    this.drag = null;
    this.chosen = -1;
  }

  spread() {
    const [[x1, y1], [x2, y2]] = [...this.pointers.values()];
    return { x: (x1 + x2) / 2, y: (y1 + y2) / 2, gap: Math.max(10, Math.hypot(x1 - x2, y1 - y2)) };
  }

  wheel(event) {
    if (!this.scale) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 400), ...this.at(event));
  }

  // Which box lies under a point, and which of its sides move: the chosen one first, then the smallest.
  grip(x, y) {
    const order = this.boxes.map((_, at) => at).sort((a, b) => this.area(a) - this.area(b));
    if (this.chosen >= 0) order.unshift(this.chosen);
    for (const at of order) {
      const [x1, y1, x2, y2] = this.onScreen(this.boxes[at].box);
      if (x < x1 - HANDLE_PX || x > x2 + HANDLE_PX || y < y1 - HANDLE_PX || y > y2 + HANDLE_PX) continue;
      // Edges of the chosen box can be pulled; on others a press chooses them.
      const pull = at === this.chosen;
      const inner = (low, high) => Math.min(HANDLE_PX, (high - low) / 4);
      const left = pull && x < x1 + inner(x1, x2), right = pull && x > x2 - inner(x1, x2);
      const top = pull && y < y1 + inner(y1, y2), bottom = pull && y > y2 - inner(y1, y2);
      const all = !(left || right || top || bottom);
      return { kind: "stretch", at, sides: [left || all, top || all, right || all, bottom || all].map(Number) };
    }
    return null;
  }

  area(at) {
    const [x1, y1, x2, y2] = this.boxes[at].box;
    return (x2 - x1) * (y2 - y1);
  }

  // Puts a box where it was drawn, corners in order and inside the photo, to a tenth of a pixel.
  place(at, [xa, ya, xb, yb]) {
    const within = (value, limit) => Math.round(Math.max(0, Math.min(limit, value)) * 10) / 10;
    const [wide, high] = [this.image.naturalWidth, this.image.naturalHeight];
    const box = [within(Math.min(xa, xb), wide), within(Math.min(ya, yb), high), within(Math.max(xa, xb), wide), within(Math.max(ya, yb), high)];
    if (box[2] > box[0] && box[3] > box[1]) this.boxes[at].box = box;
    else if (this.drag?.kind === "new") this.boxes[at].box = box;
  }
}
