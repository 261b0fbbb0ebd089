"""What the contract review leaves for the next time: a decision template, and a change to it that a closed thread asks for."""

from dataclasses import replace

from plumbline.demo.story import Beat, Story
from plumbline.domain.workspace.decision_template import KeepDecisionTemplate, ProposeTemplateChange, TemplateCriterion


def _kept(s: Story) -> KeepDecisionTemplate:
    return KeepDecisionTemplate(
        decision_template_id=s.new_id("dtp"), content=s.taken("next"), from_cycle_id=s.cycle_id, from_decision_id=s.id("next")
    )


def _change(s: Story) -> ProposeTemplateChange:
    content = s.taken("next")
    status = TemplateCriterion(text="The words of each status are the ones that support uses.", method="manual", check="Read both lists.")
    return ProposeTemplateChange(
        decision_template_id=s.id("next-template"),
        proposal_id=s.new_id("tpc"),
        based_on=1,
        content=replace(content, criteria=(*content.criteria, status)),
        because="The words of the status were asked about in review, and settled late.",
        from_cycle_id=s.cycle_id,
        from_thread_id=s.id("status-words"),
    )


BEATS = (
    Beat(day=5, time="16:40", who="ida", name="next-template", in_workspace=True, command=_kept),
    Beat(day=6, time="16:50", who="bo", in_workspace=True, command=_change),
)
