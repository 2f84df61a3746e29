// Whether anybody can see the stage: the tab is shown and the element is on the screen.

export function watchVisibility(el: HTMLElement, changed: (shown: boolean) => void): () => void {
  let onScreen = true;
  let last = true;
  const update = () => {
    const shown = onScreen && document.visibilityState === "visible";
    if (shown !== last) changed((last = shown));
  };
  const observer = new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1].isIntersecting;
    update();
  });
  observer.observe(el);
  document.addEventListener("visibilitychange", update);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", update);
  };
}
