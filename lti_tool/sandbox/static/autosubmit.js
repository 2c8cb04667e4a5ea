// Posts the page's only form at once. The page has a button for where scripts are off.
document.querySelector("form[data-autosubmit]").submit();
