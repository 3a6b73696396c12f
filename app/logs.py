"""Structured logs on standard error, one JSON object a line; control characters never reach a terminal raw."""

import logging
import sys

import structlog


def configure_logs(level: str) -> None:
    """May be called again with another level."""
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger().setLevel(level.upper())
    for noisy in ("uvicorn", "uvicorn.error", "watchfiles.main"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # that it started is said by `serve` itself
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
