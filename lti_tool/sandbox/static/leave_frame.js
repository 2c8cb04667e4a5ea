// The content is picked: leave the frame and show the course.
window.top.location.replace(document.querySelector("a[data-leave-frame]").href);
