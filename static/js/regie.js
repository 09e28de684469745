// The Regie and the page of the short talks follow what others change. The shared stream only says that something is
// different (live.js swaps the mark named in data-regie); then the page fetches itself and puts the fresh part in,
// without losing focus, an open fold, a click or what is being typed.
// Without it the page shows what it was loaded with.
(() => {
  const frame = document.querySelector('[data-regie]')
  if (!frame) return
  let timer

  function wait (milliseconds) {
    clearTimeout(timer)
    timer = setTimeout(check, milliseconds)
  }

  function check () {
    timer = undefined
    const mark = frame.querySelector(`[data-live-teil="${frame.dataset.regie}"]`)
    const part = frame.querySelector('[data-regie-teil]')
    if (mark && part && mark.dataset.wert !== part.dataset.regieTeil) load()
  }

  function isBusy () {
    if (frame.querySelector(':active, select:focus, input:focus, textarea:focus')) return true
    return [...frame.querySelectorAll('input, textarea')].some((field) => field.value !== field.defaultValue)
  }

  async function load () {
    if (isBusy()) return wait(700)
    try {
      const answer = await fetch(location.href, { cache: 'no-store' })
      if (!answer.ok) throw new Error(answer.status)
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-regie-teil]')
      if (!fresh) throw new Error('no such part')
      if (isBusy()) return wait(700)
      const focus = document.activeElement?.id
      const open = [...frame.querySelectorAll('details[open][id]')].map((details) => details.id)
      frame.querySelector('[data-regie-teil]').replaceWith(document.adoptNode(fresh))
      for (const id of open) document.getElementById(id)?.setAttribute('open', '')
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true })
      document.dispatchEvent(new CustomEvent('nw-regie'))
      wait(1000)
    } catch {
      wait(5000)
    }
  }

  document.addEventListener('nw-neu', check)
})()
