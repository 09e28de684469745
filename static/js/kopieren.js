// "Link kopieren": the link itself stands in the page, so nothing is lost where copying is not allowed.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-kopieren]')
  if (!button || !navigator.clipboard) return
  event.preventDefault()
  const label = button.querySelector('.kern-label') || button
  const before = label.textContent
  try {
    await navigator.clipboard.writeText(button.dataset.kopieren)
    label.setAttribute('role', 'status')
    label.textContent = button.dataset.kopiert || 'Kopiert'
    setTimeout(() => { label.textContent = before }, 4000)
  } catch {
    location.assign(button.dataset.kopieren)
  }
})
