// Draws the figures, those near the window first and all of them before printing, and shows one language at a time.
"use strict"
const SETTINGS = { displayModeBar: false, scrollZoom: false, doubleClick: false, responsive: true }

function draw(place) {
  const described = place.querySelector("script")
  if (!described || !window.Plotly) return
  const { data, layout } = JSON.parse(described.textContent)
  described.remove()
  const drawing = document.createElement("div")
  drawing.style.height = "100%"
  place.append(drawing)
  window.Plotly.newPlot(drawing, data, layout, SETTINGS)
}

const places = [...document.querySelectorAll(".plot")]
const waiting = () => places.filter((place) => place.offsetParent && place.querySelector("script"))
const near = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target)),
  { rootMargin: "400px" })

/** Those in sight first, the others one by one when there is nothing else to do. */
function drawRest() {
  const [next] = waiting()
  if (!next || !window.Plotly) return
  draw(next)
  setTimeout(drawRest, 50)
}

places.forEach((place) => near.observe(place))
window.addEventListener("load", () => setTimeout(drawRest, 300))
window.addEventListener("beforeprint", () => waiting().forEach(draw))

function speak(language) {
  for (const main of document.querySelectorAll("main")) {
    main.hidden = main.lang !== language
    if (!main.hidden) document.title = main.dataset.title
  }
  document.documentElement.lang = language
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language))
  setTimeout(drawRest, 300)
}
for (const button of document.querySelectorAll("button[data-language]"))
  button.onclick = () => speak(button.dataset.language)
