// A compass to set where a camera looks: drag around it, or arrow keys (Shift: single degrees).

const STEP_DEG = 5;
const SAVE_DELAY_MS = 500; // so that a held arrow key is one change
const dials = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let dial = dials.get(parentElement);
  if (!dial) {
    dial = new Dial(parentElement);
    dials.set(parentElement, dial);
  }
  dial.update(component);
  return () => dial.flush();
}

class Dial {
  constructor(root) {
    this.frame = root.querySelector(".dial");
    this.svg = root.querySelector("svg");
    this.hand = root.querySelector(".hand");
    this.svg.querySelector(".ticks").innerHTML = Array.from({ length: 24 }, (_, at) =>
      `<path d="M0 -45V${at % 6 ? -41 : -37}" transform="rotate(${at * 15})"/>`).join("");
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.svg.addEventListener("pointermove", (event) => this.turn(event));
    for (const kind of ["pointerup", "pointercancel"]) this.svg.addEventListener(kind, () => this.drop());
    this.svg.addEventListener("keydown", (event) => this.key(event));
  }

  update(component) {
    this.send = component;
    this.words = component.data.words;
    this.svg.setAttribute("aria-label", this.words.name);
    this.svg.querySelectorAll(".names text").forEach((name, at) => { name.textContent = this.words.sides[at]; });
    if (this.held || this.timer) return; // what the hand does is newer than the page
    this.degrees = component.data.degrees;
    this.draw();
  }

  draw() {
    const known = this.degrees !== null;
    this.frame.classList.toggle("unknown", !known);
    this.hand.setAttribute("transform", `rotate(${known ? this.degrees : 0})`);
    this.svg.setAttribute("aria-valuetext", known ? this.words.degrees.replace("{degrees}", this.degrees) : this.words.unknown);
    this.svg.setAttribute("aria-valuenow", known ? this.degrees : 0); // a slider must have one
  }

  set(degrees) {
    this.degrees = ((Math.round(degrees) % 360) + 360) % 360;
    this.draw();
  }

  grab(event) {
    this.held = true;
    this.svg.setPointerCapture(event.pointerId);
    this.turn(event);
  }

  turn(event) {
    if (!this.held) return;
    const box = this.svg.getBoundingClientRect();
    const east = event.clientX - (box.left + box.width / 2);
    const north = box.top + box.height / 2 - event.clientY;
    if (Math.hypot(east, north) < 6) return; // at the hub no direction can be told
    const degrees = (Math.atan2(east, north) * 180) / Math.PI;
    this.set(event.shiftKey ? degrees : Math.round(degrees / STEP_DEG) * STEP_DEG);
    this.moved = true;
  }

  drop() {
    if (!this.held) return;
    this.held = false;
    if (this.moved) this.tell();
    this.moved = false;
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.set((this.degrees ?? 0) + step * (event.shiftKey ? 1 : STEP_DEG));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SAVE_DELAY_MS);
  }

  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.tell();
  }

  tell() { this.send.setTriggerValue("turned", this.degrees); }
}
