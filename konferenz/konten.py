from allauth.account.adapter import DefaultAccountAdapter


class KontoAdapter(DefaultAccountAdapter):
    """Accounts are made by an invitation to a team or by `manage.py einrichten`, never by signing up."""

    def is_open_for_signup(self, request):
        return False
