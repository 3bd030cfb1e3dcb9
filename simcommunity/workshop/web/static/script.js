/* Everything works without this file. It keeps the page up to date, counts the time down, and adds
   up hours and money while a decision is made. Plain ES5, for phones and in-app browsers of years
   ago. */
(function () {
  "use strict";
  var body = document.body;
  var pulse = body.getAttribute("data-pulse");
  var version = body.getAttribute("data-version");
  var clock = document.getElementById("clock");
  var left = clock && clock.getAttribute("data-left") !== "" ? Number(clock.getAttribute("data-left")) : null;
  var stands = clock && clock.getAttribute("data-stands") === "1";
  var lost = document.getElementById("lost");
  var since = Date.now();
  var misses = 0;

  function text(node, value) {
    if (node && node.textContent !== value) { node.textContent = value; }
  }

  function twoDigits(n) { return (n < 10 ? "0" : "") + n; }

  function tell() {
    if (!clock || left === null) { return; }
    var rest = stands ? left : left - (Date.now() - since) / 1000;
    rest = Math.max(0, Math.ceil(rest));
    text(clock, Math.floor(rest / 60) + ":" + twoDigits(rest % 60));
    if (!stands) { clock.className = rest <= 30 ? "clock soon" : "clock"; }
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", pulse, true);
    request.timeout = 8000;
    request.onreadystatechange = function () {
      if (request.readyState !== 4) { return; }
      var answer = null;
      if (request.status === 200) {
        try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      }
      if (request.status === 403 || request.status === 404) { location.reload(); return; }
      if (!answer) {
        misses += 1;
        if (lost && misses > 1) { lost.hidden = false; }
        setTimeout(ask, Math.min(2000 + 1000 * misses, 8000));
        return;
      }
      misses = 0;
      if (lost) { lost.hidden = true; }
      if (answer.version !== version) { location.reload(); return; }
      left = answer.left;
      since = Date.now();
      text(document.getElementById("decided"), answer.decided || "");
      setTimeout(ask, 2000);
    };
    request.send();
  }

  if (pulse) {
    setTimeout(ask, 1500 + Math.random() * 1000);
    setInterval(tell, 500);
    tell();
  }

  /* A decision: buttons, sums, and a draft that outlives a reload. */
  var form = document.getElementById("decision");
  if (!form) { return; }
  var days = Number(form.getAttribute("data-days"));
  var hoursMost = Number(form.getAttribute("data-hours"));
  var moneyMost = Number(form.getAttribute("data-money"));
  var name = "draft-" + form.getAttribute("data-round");
  var fields = form.querySelectorAll("input[data-minutes]");
  var i;

  function value(field) {
    var n = Math.floor(Number(field.value));
    return n > 0 ? Math.min(n, 100) : 0;
  }

  function bar(id, share) {
    var node = document.getElementById(id);
    if (!node) { return; }
    node.style.width = Math.min(100, 100 * share) + "%";
    node.className = share > 1 ? "over" : "";
  }

  function add() {
    var minutes = 0, money = 0, k, n;
    for (k = 0; k < fields.length; k += 1) {
      n = value(fields[k]);
      minutes += n * Number(fields[k].getAttribute("data-minutes"));
      minutes += Math.min(n, days) * Number(fields[k].getAttribute("data-prepare"));
      money += n * Number(fields[k].getAttribute("data-money"));
    }
    text(document.getElementById("hours"), (Math.round(minutes / 6) / 10).toString());
    text(document.getElementById("money"), Math.round(money).toString());
    bar("hours-bar", hoursMost ? minutes / 60 / hoursMost : 0);
    bar("money-bar", moneyMost ? money / moneyMost : money ? 2 : 0);
  }

  function keep() {
    var all = form.elements, kept = {}, k;
    for (k = 0; k < all.length; k += 1) {
      if (all[k].name && all[k].type !== "hidden" && (all[k].type !== "radio" || all[k].checked)) {
        kept[all[k].name] = all[k].value;
      }
    }
    try { sessionStorage.setItem(name, JSON.stringify(kept)); } catch (error) { return; }
  }

  function bringBack() {
    var kept = null, all = form.elements, k;
    try { kept = JSON.parse(sessionStorage.getItem(name)); } catch (error) { return; }
    if (!kept) { return; }
    for (k = 0; k < all.length; k += 1) {
      if (!Object.prototype.hasOwnProperty.call(kept, all[k].name)) { continue; }
      if (all[k].type === "radio") { all[k].checked = all[k].value === kept[all[k].name]; }
      else if (all[k].type !== "hidden") { all[k].value = kept[all[k].name]; }
    }
  }

  function button(field, step, sign, label) {
    var node = document.createElement("button");
    node.type = "button";
    node.className = "step";
    node.appendChild(document.createTextNode(sign));
    node.setAttribute("aria-label", label);
    node.onclick = function () {
      field.value = Math.max(0, Math.min(100, value(field) + step));
      add();
      keep();
    };
    return node;
  }

  for (i = 0; i < fields.length; i += 1) {
    fields[i].parentNode.insertBefore(
      button(fields[i], -1, "\u2212", form.getAttribute("data-less")), fields[i]);
    fields[i].parentNode.appendChild(button(fields[i], 1, "+", form.getAttribute("data-more")));
  }
  if (form.getAttribute("data-fresh") === "1") { bringBack(); }
  form.addEventListener("input", function () { add(); keep(); });
  form.addEventListener("change", function () { add(); keep(); });
  form.addEventListener("submit", function () {
    try { sessionStorage.removeItem(name); } catch (error) { return; }
  });
  add();
}());
