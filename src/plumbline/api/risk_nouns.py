"""Risks, assumptions, scope items and scope changes: what can be read of them and done to them, as tables."""

from plumbline.api.items import Noun
from plumbline.api.scope_representations import AssumptionBody, ChangeBody, RiskBody, ScopeBody
from plumbline.domain.cycle import assumption, risk, scope, scope_change, strategy

NOUNS = (
    Noun(path="risks", kind="risk", kept=lambda cycle: cycle.risks, shape=RiskBody),
    Noun(path="assumptions", kind="assumption", kept=lambda cycle: cycle.assumptions, shape=AssumptionBody),
    Noun(path="scope", kind="scope", kept=lambda cycle: cycle.scope_items, shape=ScopeBody),
    Noun(path="changes", kind="change", kept=lambda cycle: cycle.scope_changes, shape=ChangeBody),
)

MAKING = (
    ("risks", risk.IdentifyRisk, "Name a risk"),
    ("assumptions", assumption.StateAssumption, "Write down what is taken for granted"),
    ("scope", scope.RequestScope, "Ask for something to be in scope"),
    ("changes", scope_change.RequestChange, "Ask for a scope change, with its price or without"),
)

_RISK = (
    ("assessment", risk.AssessRisk, "Judge closeness, impact and likelihood"),
    ("assignments", risk.AssignRisk, "Hand it on to another owner"),
    ("mitigation", risk.MitigateRisk, "Start the strategy it is bound to"),
    ("acceptance", risk.AcceptRisk, "Accept it until a date"),
    ("transfer", risk.TransferRisk, "Transfer it"),
    ("avoidance", risk.AvoidRisk, "Avoid it"),
    ("closing", risk.CloseRisk, "Close it"),
    ("commitment-answers", strategy.AnswerCommitment, "Answer whether the target signal can still be reached"),
    ("fallback", strategy.WriteFallback, "Write the fallback that takes over when it comes true"),
    ("checkpoints", strategy.ApplyCriterion, "Apply the safeguard's criterion to a decision"),
    ("isolation", strategy.IsolateDecision, "Isolate the decision at the heart of it for 48 hours"),
    ("readings", strategy.RecordRiskReading, "Record what the metric shows"),
    ("criterion-reviews", strategy.ReviewCriterion, "Say in a review whether the criterion was kept"),
    ("materialisation", risk.MaterialiseRisk, "It happened: make it a blocker"),
)
_ASSUMPTION = (
    ("ranks", assumption.RankAssumption, "Rank it by impact and by the cost of finding out"),
    ("assignments", assumption.AssignAssumption, "Hand it on to another owner"),
    ("test", assumption.RegisterTest, "Register criterion and threshold, before anybody looks"),
    ("readings", assumption.ShowReading, "Show what was seen since"),
    ("validation", assumption.ValidateAssumption, "Say that it holds"),
    ("refutation", assumption.RefuteAssumption, "Say that it does not hold; a costly one becomes a risk"),
    ("dropping", assumption.DropAssumption, "Drop it: nothing rests on it any more"),
)
_SCOPE = (
    ("assessment", scope.AssessScope, "Rank it by its contribution to the outcome"),
    ("acceptance", scope.AcceptScope, "Take it in while scope is being formed"),
    ("declining", scope.DeclineScope, "Decline it, with the reason"),
    ("deferral", scope.DeferScope, "Defer it, with the reason"),
    ("application", scope.ApplyScope, "Say that delivery has taken it over"),
)
_CHANGE = (
    ("price", scope_change.AssessChange, "Say what it costs and what it does"),
    ("acceptance", scope_change.AcceptChange, "Accept it"),
    ("declining", scope_change.DeclineChange, "Decline it, with the reason"),
    ("deferral", scope_change.DeferChange, "Put it off, with the reason"),
    ("application", scope_change.ApplyChange, "Say that plans and promises say what it says"),
)
DOING = (
    ("risks", "risk_id", _RISK),
    ("assumptions", "assumption_id", _ASSUMPTION),
    ("scope", "scope_id", _SCOPE),
    ("changes", "change_id", _CHANGE),
)
