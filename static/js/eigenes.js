// Parts of the page that are one person's own. The shared stream only says that something changed; then the page
// fetches the part itself, each phone a little later than the next. Without it the page shows what it was loaded with.
(() => {
  const SPREAD = { gespraeche: 1500, tag: 4000 }
  const timers = {}

  function check () {
    for (const part of document.querySelectorAll('[data-eigen]')) {
      const was = part.dataset.eigenNach
      const mark = document.querySelector(`[data-live-teil="${was}"]`)
      if (!timers[was] && mark && mark.dataset.wert !== part.dataset.wert) timers[was] = setTimeout(load, Math.random() * SPREAD[was], was)
    }
  }

  // The focus stays on the button for the same person, or on the one that came in its place.
  function swap (part, fresh) {
    const form = part.contains(document.activeElement) && document.activeElement.closest('form')
    const person = form && form.elements.person?.value
    part.replaceChildren(...document.importNode(fresh, true).childNodes)
    part.dataset.wert = fresh.dataset.wert
    if (person) part.querySelector(`form:has([name=person][value="${CSS.escape(person)}"]) button`)?.focus()
  }

  const find = (was, where = document) => where.querySelector(`[data-eigen-nach="${was}"]`)

  async function load (was) {
    // looked at once more: a part lies in another one, which may bring it back as it was before
    let again = 1000
    try {
      const answer = await fetch(find(was).dataset.eigen, { cache: 'no-store' })
      if (!answer.ok) throw new Error(answer.status)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const part = find(was)
      if (part.querySelector('form[inert]')) throw new Error('a tap is on its way')
      if (was === 'tag') {
        const [here, there] = [document, page].map((one) => one.querySelector('.nw-gewaehlt')?.textContent)
        if (here !== there) return location.reload() // the head is another one: a helper chose a group for this person
        for (const selector of ['.nw-jetztband', '[data-eigen-mit]']) {
          const next = page.querySelector(selector)
          if (next) document.querySelector(selector)?.replaceWith(document.adoptNode(next))
        }
      }
      swap(part, find(was, page))
    } catch {
      again = 5000
    }
    timers[was] = undefined
    setTimeout(check, again)
  }

  document.addEventListener('nw-neu', check)
})()
