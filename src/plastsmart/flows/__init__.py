"""What flows where: the equations of the model, their evaluation and the result.

Nothing here knows of scenarios, files or plots.
"""
