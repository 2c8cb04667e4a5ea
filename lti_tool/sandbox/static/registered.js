// The tool says that it is registered: leave its page and show the list anew.
window.addEventListener("message", (event) => {
  if (event.data && event.data.subject === "org.imsglobal.lti.close") {
    window.location.replace(document.querySelector("a[data-back]").href);
  }
});
