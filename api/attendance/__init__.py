"""Appointments, outcomes, absences, alerts to probation."""
