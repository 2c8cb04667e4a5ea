/** The page after a registration: its button tells the platform that we have finished. */

const button = document.getElementById("close");
button?.addEventListener("click", () => {
  // LTI Dynamic Registration 1.0, 3.7; the platform closes the frame and shows its list anew.
  const platform: Window = window.opener ?? window.parent;
  platform.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
});
// In a window of its own there is nobody to tell.
if (window.opener === null && window.parent === window) button?.remove();
