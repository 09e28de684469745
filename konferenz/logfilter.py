import logging
import re

TOKEN = re.compile(
    r"(/(?:einladung|mein|moderation|leinwand|hilfe-vor-ort|anmelden)/[a-z2-7]{4})[a-z2-7]{10,}", re.IGNORECASE
)


def mask(text: str) -> str:
    """The text with every personal link cut to its first four characters."""
    return TOKEN.sub(r"\1…", text)


class Answered(logging.Filter):
    """Answers that told the person what is wrong (422) or who was faster (409) are no event for the operator."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) not in (409, 422)


class MaskTokens(logging.Filter):
    """A log line must not hold a personal link: it would open what it names."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), ()
        return True
