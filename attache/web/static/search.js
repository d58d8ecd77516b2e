// Answers while one types. Without this script the form is sent as any other.
"use strict";
(() => {
  const form = document.getElementById("search");
  let waiting = 0;
  let asked = null;

  function address(part) {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "") query.set(name, value);
    }
    if (part) query.set("part", "results");
    return `${form.getAttribute("action")}?${query}`;
  }

  function look() {
    if (asked) asked.abort();
    asked = new XMLHttpRequest();
    asked.open("GET", address(true));
    asked.responseType = "document"; // parsed without running anything in it
    asked.onload = () => {
      const answer = asked.response && asked.response.getElementById("results");
      if (asked.status !== 200 || !answer) return;
      document.getElementById("results").replaceWith(document.adoptNode(answer));
      history.replaceState(null, "", address(false));
    };
    asked.send();
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    look();
  });
})();
