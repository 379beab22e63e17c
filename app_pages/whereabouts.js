// Asks the browser where it is, once, and only when the button is pressed.

const PATIENCE_MS = 20000;

export default function ({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  const note = parentElement.querySelector("p");
  const { words } = data;
  button.textContent = words.button;
  button.onclick = () => {
    if (!navigator.geolocation) { // a page without TLS is not told
      note.textContent = words.unknown;
      return;
    }
    note.textContent = words.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const distance = words.unit.replace("{number}", Math.round(coords.accuracy));
        note.textContent = words.found.replace("{distance}", distance);
        setTriggerValue("found", { latitude: coords.latitude, longitude: coords.longitude });
      },
      (error) => {
        note.textContent = error.code === error.PERMISSION_DENIED ? words.refused : words.unknown;
      },
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
    );
  };
}
