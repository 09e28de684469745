// A part of the page that is one person's own. The shared stream only says that something changed; then the page
// fetches this part itself, each phone a little later than the next. Without it the page shows what it was loaded with.
(() => {
  let timer

  function check () {
    const mark = document.querySelector('[data-live-teil="gespraeche"]')
    const part = document.querySelector('[data-eigen]')
    if (!timer && mark && part && mark.dataset.wert !== part.dataset.wert) timer = setTimeout(load, Math.random() * 1500, part)
  }

  async function load (part) {
    let again = 0
    try {
      const answer = await fetch(part.dataset.eigen, { cache: 'no-store' })
      if (!answer.ok) throw new Error(answer.status)
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-eigen]')
      part.replaceChildren(...document.importNode(fresh, true).childNodes)
      part.dataset.wert = fresh.dataset.wert
    } catch {
      again = 5000
    }
    timer = undefined
    if (again) setTimeout(check, again)
  }

  document.addEventListener('nw-neu', check)
})()
