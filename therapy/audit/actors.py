"""Who does something: the `by` of every service."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from therapy.audit.enums import ActorKind


@dataclass(frozen=True)
class Actor:
    """A user, a patient who opened a link, an API key, or the system itself.

    Attributes
    ----------
    kind, id
        What the audit log keeps.  For a patient `id` is the link's id; for the system the
        name of the job.
    clinic_id
        The clinic to which the actor belongs; None for the system and a platform operator.
    patient_id
        The patient for whom alone a link acts; None for all others.
    role
        A user's role in their clinic; empty for all others.
    is_operator
        Whether this is a platform operator, who may see every clinic.
    """

    kind: ActorKind
    id: str
    clinic_id: UUID | None = None
    patient_id: UUID | None = None
    role: str = ""
    is_operator: bool = False

    @classmethod
    def from_user(cls, user: Any) -> Self:
        """Return the actor for a signed-in `accounts.User`."""
        return cls(
            ActorKind.USER,
            str(user.pk),
            clinic_id=user.clinic_id,
            role="" if user.clinic_id is None else str(user.role),
            is_operator=bool(user.is_operator),
        )

    @classmethod
    def from_link(cls, link: Any) -> Self:
        """Return the actor for the patient behind a `care.PatientLink`."""
        return cls(
            ActorKind.PATIENT,
            str(link.pk),
            clinic_id=link.clinic_id,
            patient_id=link.patient_id,
        )

    @classmethod
    def from_api_key(cls, key: Any) -> Self:
        """Return the actor for an `accounts.ApiKey`."""
        return cls(ActorKind.API_KEY, str(key.pk), clinic_id=key.clinic_id)

    @classmethod
    def system(cls, name: str) -> Self:
        """Return the actor for a job or command of the system itself."""
        return cls(ActorKind.SYSTEM, name)
