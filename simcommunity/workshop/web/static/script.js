/* Everything works without this file. It keeps the page up to date, counts the time down, keeps
   what has been entered, and adds up hours and money. Plain ES5, for phones and in-app browsers of
   years ago. */
(function () {
  "use strict";
  var body = document.body;
  var pulse = body.getAttribute("data-pulse");
  var version = body.getAttribute("data-version");
  var clocks = document.querySelectorAll(".clock");
  var first = clocks[0];
  var left = first ? Number(first.getAttribute("data-left")) : null;
  var stands = !!first && first.getAttribute("data-stands") === "1";
  var lost = document.getElementById("lost");
  var since = Date.now();
  var misses = 0;
  var leaving = false;  /* a form is on its way: to read the page anew would stop it */
  var beforeLeaving = function () { return; };

  /* Read the page anew; a page that answered a form would be sent again by `reload`. */
  function again() {
    if (!leaving) { location.replace(location.pathname + location.search); }
  }

  function text(node, value) {
    if (node && node.textContent !== value) { node.textContent = value; }
  }

  function twoDigits(n) { return (n < 10 ? "0" : "") + n; }

  function tell() {
    var rest, k;
    if (left === null) { return; }
    rest = stands ? left : left - (Date.now() - since) / 1000;
    rest = Math.max(0, Math.ceil(rest));
    for (k = 0; k < clocks.length; k += 1) {
      text(clocks[k], Math.floor(rest / 60) + ":" + twoDigits(rest % 60));
      if (!stands) { clocks[k].className = rest <= 30 ? "clock soon" : "clock"; }
    }
    if (!stands && rest <= 1) { beforeLeaving(); }
  }

  /* Ask for news; `then` is told whether there was an answer. */
  function look(then) {
    var request = new XMLHttpRequest();
    request.open("GET", pulse, true);
    request.timeout = 8000;
    request.onreadystatechange = function () {
      var answer = null;
      if (request.readyState !== 4) { return; }
      if (request.status === 200) {
        try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      }
      if (request.status === 403 || request.status === 404) { again(); return; }
      misses = answer ? 0 : misses + 1;
      if (answer) { left = answer.left; since = Date.now(); }
      then(answer);
    };
    request.send();
  }

  function ask() {
    look(function (answer) {
      if (lost) { lost.hidden = misses < 2; }
      if (answer && answer.version !== version) { beforeLeaving(); again(); return; }
      if (answer) { text(document.getElementById("making"), answer.making || ""); }
      setTimeout(ask, Math.min(2000 + 1000 * misses, 8000));
    });
  }

  /* A new round, or an event, is told at the top of the page; else it stays where it was. */
  function showNews() {
    var news = body.getAttribute("data-news"), before = null;
    if (!news) { return; }
    try {
      before = sessionStorage.getItem("news");
      sessionStorage.setItem("news", news);
    } catch (error) { return; }
    if ("scrollRestoration" in history) {
      history.scrollRestoration = before === null || before === news ? "auto" : "manual";
    }
    if (before !== null && before !== news) { window.scrollTo(0, 0); }
  }

  showNews();
  if (pulse) {
    setTimeout(ask, 1500 + Math.random() * 1000);
    setInterval(tell, 500);
    tell();
  }

  /* A button that cannot be taken back asks first. */
  function sure(form) {
    form.addEventListener("submit", function (event) {
      if (!window.confirm(form.getAttribute("data-ask"))) { event.preventDefault(); }
    });
  }

  /* Who chooses a community or a file has chosen the line above it. */
  function pick(field) {
    field.addEventListener("change", function () {
      var radios = document.getElementsByName("room"), k;
      for (k = 0; k < radios.length; k += 1) {
        if (radios[k].value === field.getAttribute("data-picks")) { radios[k].checked = true; }
      }
      hint();
    });
  }

  /* What a room has stands where nothing has been entered. */
  function hint() {
    var chosen = document.querySelector("input[name=room]:checked");
    var all = document.querySelectorAll("input[type=number]"), there, k;
    if (!chosen) { return; }
    there = JSON.parse(chosen.getAttribute("data-numbers") || "{}");
    for (k = 0; k < all.length; k += 1) {
      all[k].placeholder = there[all[k].name] === undefined ? "" : there[all[k].name];
    }
  }

  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) { leaving = true; }
  });

  var i;
  var rooms = document.getElementsByName("room");
  for (i = 0; i < rooms.length; i += 1) { rooms[i].addEventListener("change", hint); }
  hint();
  var asking = document.querySelectorAll("form[data-ask]");
  for (i = 0; i < asking.length; i += 1) { sure(asking[i]); }
  var picking = document.querySelectorAll("[data-picks]");
  for (i = 0; i < picking.length; i += 1) { pick(picking[i]); }

  /* A decision: buttons, sums, and a draft that outlives a reload and the end of the time. */
  var form = document.getElementById("decision");
  if (!form) { return; }
  var days = Number(form.getAttribute("data-days"));
  var hoursMost = Number(form.getAttribute("data-hours"));
  var moneyMost = Number(form.getAttribute("data-money"));
  var name = "draft-" + form.getAttribute("data-round");
  var unsent = name + "-unsent";
  var fields = form.querySelectorAll("input[data-minutes]");
  var changed = false;
  var later = null;

  function value(field) {
    var n = Math.floor(Number(field.value));
    return n > 0 ? Math.min(n, 100) : 0;
  }

  function number(field, what) { return Number(field.getAttribute("data-" + what)); }

  function bar(id, share) {
    var node = document.getElementById(id);
    if (!node) { return; }
    node.style.width = Math.min(100, 100 * share) + "%";
    node.className = share > 1 + 1e-9 ? "over" : "";
  }

  /* Minutes of the fullest day, spread as the server spreads them: what takes longest first, and
     what is over to the days that have least to do. */
  function fullest() {
    var load = [], order = [], d, k, n, each, calm, one;
    function byLoad(a, b) { return load[a] - load[b] || a - b; }
    for (d = 0; d < days; d += 1) { load.push(0); }
    for (k = 0; k < fields.length; k += 1) { order.push(k); }
    order.sort(function (a, b) {
      return number(fields[b], "prepare") + number(fields[b], "minutes") -
        number(fields[a], "prepare") - number(fields[a], "minutes") || a - b;
    });
    for (k = 0; k < order.length; k += 1) {
      one = fields[order[k]];
      n = value(one);
      each = Math.floor(n / days);
      calm = load.map(function (_, day) { return day; }).sort(byLoad).slice(0, n % days);
      for (d = 0; d < days; d += 1) {
        n = each + (calm.indexOf(d) >= 0 ? 1 : 0);
        if (n) { load[d] += n * number(one, "minutes") + number(one, "prepare"); }
      }
    }
    return Math.max.apply(null, load);
  }

  function add() {
    var money = 0, minutes = fullest(), k;
    for (k = 0; k < fields.length; k += 1) { money += value(fields[k]) * number(fields[k], "money"); }
    text(document.getElementById("hours"), (Math.ceil(minutes / 6 - 1e-6) / 10).toString());
    text(document.getElementById("money"), Math.round(money).toString().replace(/\B(?=(\d{3})+$)/g, ","));
    bar("hours-bar", hoursMost ? minutes / 60 / hoursMost : 0);
    bar("money-bar", moneyMost ? money / moneyMost : money ? 2 : 0);
  }

  /* Write something down, or forget it; a browser that keeps nothing does without. */
  function note(key, what) {
    try {
      if (what === null) { sessionStorage.removeItem(key); } else { sessionStorage.setItem(key, what); }
    } catch (error) { return; }
  }

  function tellUnsent() {
    var there = null;
    try { there = sessionStorage.getItem(unsent); } catch (error) { there = null; }
    document.getElementById("unsent").hidden = !there;
  }

  function keep() {
    var all = form.elements, kept = {}, k;
    for (k = 0; k < all.length; k += 1) {
      if (all[k].name && all[k].type !== "hidden" && (all[k].type !== "radio" || all[k].checked)) {
        kept[all[k].name] = all[k].value;
      }
    }
    note(name, JSON.stringify(kept));
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
    onChange();
  }

  /* Tell the server what stands here; it is taken if the time is up before it has been sent. */
  function save() {
    if (!changed) { return; }
    changed = false;
    clearTimeout(later);
    var request = new XMLHttpRequest();
    request.open("POST", "/draft", true);
    request.onerror = function () { changed = true; };
    request.send(new FormData(form));
  }

  function onChange() {
    add();
    keep();
    changed = true;
    clearTimeout(later);
    later = setTimeout(save, 800);
  }

  function button(field, step, sign, label) {
    var node = document.createElement("button");
    node.type = "button";
    node.className = "step";
    node.appendChild(document.createTextNode(sign));
    node.setAttribute("aria-label", label);
    node.onclick = function () {
      field.value = Math.max(0, Math.min(100, value(field) + step));
      onChange();
    };
    return node;
  }

  for (i = 0; i < fields.length; i += 1) {
    fields[i].parentNode.insertBefore(
      button(fields[i], -1, "\u2212", form.getAttribute("data-less")), fields[i]);
    fields[i].parentNode.appendChild(button(fields[i], 1, "+", form.getAttribute("data-more")));
  }
  beforeLeaving = save;
  window.addEventListener("pagehide", save);
  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);

  /* Send only when the server is there: a browser's own page of errors would have no way back. */
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    look(function (answer) {
      if (!answer) { note(unsent, "1"); tellUnsent(); return; }
      clearTimeout(later);
      changed = false;
      note(name, null);
      note(unsent, null);
      leaving = true;
      form.submit();
    });
  });
  add();
  tellUnsent();
  if (form.getAttribute("data-fresh") === "1") { bringBack(); }
}());
