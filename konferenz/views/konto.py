from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def konto(request):
    """The own account: roles, password, second factor, signing out."""
    mitgliedschaften = request.user.mitgliedschaften.select_related("veranstalter").order_by(
        "veranstalter__sortierschluessel"
    )
    context = {
        "mitgliedschaften": mitgliedschaften,
        "zwei_faktoren": is_mfa_enabled(request.user),
        "bereich": "konto",
    }
    return render(request, "konferenz/konto.html", context)
