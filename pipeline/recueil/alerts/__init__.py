"""Alerts: saved queries whose new hits are delivered once."""
