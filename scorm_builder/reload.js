// Loads the preview again whenever the author has saved something.
new EventSource("changes").addEventListener("message", () => location.reload());
