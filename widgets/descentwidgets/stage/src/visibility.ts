// Whether anybody can see the stage (the tab is shown and the element is on the screen), and whether
// the page is the one in front of somebody: a server with few cores serves that one first.

export function watchVisibility(el: HTMLElement, changed: (shown: boolean, focused: boolean) => void): () => void {
  let onScreen = true;
  let last = "true true";
  const update = () => {
    const shown = onScreen && document.visibilityState === "visible";
    const focused = shown && document.hasFocus();
    if (`${shown} ${focused}` === last) return;
    last = `${shown} ${focused}`;
    changed(shown, focused);
  };
  const observer = new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1].isIntersecting;
    update();
  });
  observer.observe(el);
  document.addEventListener("visibilitychange", update);
  for (const event of ["focus", "blur"]) window.addEventListener(event, update);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", update);
    for (const event of ["focus", "blur"]) window.removeEventListener(event, update);
  };
}
